"""A critique without a model: findings of the checks, and what experts said of passages like the user's sentences.

Nothing here judges the answer. Each remark shows what somebody said of another text and says so, and 총평 counts.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from core.checks.context import CheckContext
from core.corpus import Origin
from core.paths import resources_dir
from core.question_type import QuestionType
from core.remark import Level, Polarity, Remark, Source, Span
from core.retrieval.citing import MOST, citation
from core.retrieval.evidence import Evidence
from core.retrieval.index import EvidenceIndex
from core.text import nfc, sentences

MOST_REMARKS = 6  # of experts; of checks as many again at most
_OF_ONE_POLARITY = 4  # of those, while there are any of the other
_MOST_FINDINGS = 6
_OF_ONE_RULE = 2
_SHORTEST = 12  # letters of a sentence that is looked up
_ASKED = 5  # remarks looked at for a sentence
# What an expert said with a figure or a name that is not in the user's sentence fits it less well.
_FACT = re.compile(r"\d+|[A-Za-z]{2,}")
_FOREIGN_FACT = 0.1
_NEARLY = 0.8  # as like as the nearest one: what is shown beside it

_LEVELS = (Level.VIOLATION, Level.CHECK, Level.NOTE)


@dataclass(frozen=True, slots=True)
class _Like:
    """A sentence of the user and the remarks, of one polarity, on passages that resemble it."""

    span: Span
    polarity: Polarity
    evidence: tuple[Evidence, ...]
    score: float


@dataclass(slots=True)
class ExpertCritique:
    """One critique being made. `overall` is for when `remarks` has come to its end.

    `kind` is the type of the question, None without one. `exclude_essays` are those that must not speak, as when an
    essay of the corpus itself is tried.
    """

    context: CheckContext
    index: EvidenceIndex
    kind: QuestionType | None
    exclude_essays: frozenset[str] = frozenset()
    _findings: Counter[Level] = field(default_factory=Counter)
    _like: list[_Like] = field(default_factory=list)
    _shown: tuple[_Like, ...] = ()
    _sentences: int = 0

    def remarks(self) -> Iterator[Remark | None]:
        """Findings, then experts' remarks in the order of the text; None between two steps of the search."""
        findings = _findings(self.context)
        self._findings.update(finding.level for finding in findings if finding.level is not None)
        yield from chosen_findings(findings)
        text = self.context.text
        for start, end in sentences(text):
            if sum(map(str.isalnum, text[start:end])) < _SHORTEST:
                continue
            self._sentences += 1
            if (like := self._look_up(Span(start, end))) is not None:
                self._like.append(like)
            yield None
        self._shown = _chosen(self._like)
        for like in self._shown:
            yield self._remark(like)

    def overall(self) -> str:
        """총평 of counts alone."""
        words = _words()["overall"]
        polarities = Counter(like.polarity for like in self._like)
        numbers = {
            "remarks": self.index.remarks,
            "sentences": self._sentences,
            "like": len(self._like),
            "good": polarities[Polarity.GOOD],
            "improve": polarities[Polarity.IMPROVE],
            "shown": len(self._shown),
            **{level.value: self._findings[level] for level in Level},
        }
        parts = ["how", "found" if self._like else "none", "checks" if self._findings.total() else "no_findings"]
        if self._shown:
            origins = {evidence.origin for like in self._shown for evidence in like.evidence}
            parts += ["samples", "caveat"] if origins == {Origin.SAMPLE} else ["caveat"]
        return " ".join(words[part].format(**numbers) for part in parts)

    def _look_up(self, span: Span) -> _Like | None:
        sentence = self.context.text[span.start : span.end]
        found = self.index.supporting(
            sentence, self.kind or QuestionType.OTHER, _ASKED, exclude_essays=self.exclude_essays
        )
        if not found:
            return None
        polarity = max(Polarity, key=lambda one: sum(each.likeness for each in found if each.remark.polarity is one))
        facts = frozenset(_FACT.findall(nfc(self.context.text)))

        def fit(each: Evidence) -> float:
            said = f"{each.remark.reason} {each.remark.advice}"
            foreign = not facts.issuperset(_FACT.findall(said)) or each.company in said
            return each.likeness - (_FOREIGN_FACT if foreign else 0)

        first, *others = sorted((each for each in found if each.remark.polarity is polarity), key=fit, reverse=True)
        near = [each for each in others if each.likeness >= _NEARLY * first.likeness]
        return _Like(span, polarity, (first, *near[: MOST - 1]), fit(first))

    def _remark(self, like: _Like) -> Remark:
        words = _words()["remark"]
        first = citation(like.evidence[0])
        of = "_of_sample" if first.origin == Origin.SAMPLE else ""
        return Remark(
            source=Source.EXPERT,
            polarity=like.polarity,
            span=like.span,
            quote=self.context.text[like.span.start : like.span.end],
            reason=words[f"said{of}"].format(said=first.said),
            advice=words[f"advised{of}"].format(advice=first.advice) if first.advice else "",
            evidence=(first, *map(citation, like.evidence[1:])),
        )


def chosen_findings(findings: Iterable[Remark]) -> list[Remark]:
    """The most serious, few of one rule: a critique is no list of every long sentence, which the checks show anyway."""
    ranked = sorted(findings, key=lambda finding: _LEVELS.index(finding.level or Level.NOTE))
    taken, of_rule = list[Remark](), Counter[str]()
    for finding in ranked:
        of_rule[finding.rule] += 1
        if of_rule[finding.rule] <= _OF_ONE_RULE and len(taken) < _MOST_FINDINGS:
            taken.append(finding)
    return taken


def _chosen(like: list[_Like]) -> tuple[_Like, ...]:
    """The nearest, of both polarities when there are, no remark of an expert twice; in the order of the text."""
    taken: list[_Like] = []
    said: set[str] = set()
    polarities = Counter[Polarity]()
    ranked = sorted(like, key=lambda one: -one.score)
    for most in (_OF_ONE_POLARITY, MOST_REMARKS):
        for one in ranked:
            first = one.evidence[0].remark.reason
            if len(taken) < MOST_REMARKS and first not in said and polarities[one.polarity] < most:
                taken.append(one)
                said.add(first)
                polarities[one.polarity] += 1
    return tuple(sorted(taken, key=lambda one: one.span.start))


def _findings(context: CheckContext) -> tuple[Remark, ...]:
    from core.checks.registry import check

    return check(context)


@cache
def _words() -> dict[str, dict[str, str]]:
    file = resources_dir() / "expert_critique.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
