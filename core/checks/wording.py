"""A finding as a remark. The code knows rules, levels and facts; the sentences are in `resources/checks/*.toml`.

A file has a table for each rule:

    ["blind.school"]
    label = "학교"
    level = "violation"
    reason = "학교 이름 ‘{word}’이(가) 드러납니다."
    advice = "‘대학 재학 중’처럼 학교를 알 수 없게 바꾸어 쓸 수 있습니다."
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from core.checks.context import BlindProfile
from core.paths import resources_dir
from core.remark import Level, Polarity, Remark, Source, Span

_LABELS = "labels.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """`label` is its short name on a card; `reason` and `advice` may hold {facts}."""

    id: str
    label: str
    level: Level
    reason: str
    advice: str


def finding(rule: str, text: str, span: Span | None, *, level: Level | None = None, **facts: str | int) -> Remark:
    """A remark of a rule on `text[span]`, or on the whole answer. `level` when it is not the rule's usual one."""
    known = rules()[rule]
    quote = text[span.start : span.end] if span else ""
    return Remark(
        source=Source.RULE,
        polarity=Polarity.IMPROVE,
        span=span,
        quote=quote,
        reason=known.reason.format(**facts),
        advice=known.advice.format(**facts),
        rule=rule,
        level=level or known.level,
    )


def level_label(level: Level) -> str:
    """The word users read: 위반, 확인 필요, 참고."""
    return _labels()["level"][level]


def profile_label(profile: BlindProfile) -> str:
    """The word users read and type: 공공, 민간, 끄기."""
    return _labels()["profile"][profile]


@cache
def rules() -> dict[str, Rule]:
    """Every rule there is, by its id."""
    found: dict[str, Rule] = {}
    for path in sorted((resources_dir() / "checks").glob("*.toml")):
        if path.name == _LABELS:
            continue
        for rule, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[rule] = Rule(rule, row["label"], Level(row["level"]), row["reason"], row["advice"])
    return found


@cache
def _labels() -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = tomllib.loads(
        (resources_dir() / "checks" / _LABELS).read_text(encoding="utf-8")
    )
    return labels
