"""Korean sentences made from word lists and a little grammar: nobody's words, for pages that stand in for real ones."""

import re
import tomllib
from pathlib import Path
from random import Random

_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_JOSA = {"은": ("은", "는"), "이": ("이", "가"), "을": ("을", "를"), "과": ("과", "와"), "으로": ("으로", "로")}
_RIEUL = 8  # the final consonant after which 로 stands, not 으로

_DATA = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
WORDS: dict[str, list[str]] = _DATA["words"]
OPENINGS: dict[str, list[str]] = _DATA["openings"]  # by type of question, as are the questions
QUESTIONS: dict[str, list[str]] = _DATA["questions"]
MIDDLES: list[str] = _DATA["middles"]
CLOSINGS: list[str] = _DATA["closings"]
GOOD_REASONS: list[str] = _DATA["good_reasons"]
IMPROVE_REASONS: list[str] = _DATA["improve_reasons"]
OVERALLS: list[str] = _DATA["overalls"]
COMPANY_HEADS: list[str] = _DATA["company_heads"]
COMPANY_TAILS: list[str] = _DATA["company_tails"]
JOBS: list[str] = _DATA["jobs"]
SCHOOLS: list[str] = _DATA["schools"]
MAJORS: list[str] = _DATA["majors"]


def fill(template: str, rng: Random, given: dict[str, str]) -> str:
    """A template with its slots filled and the particles chosen by the sound before them."""

    def slot(match: re.Match[str]) -> str:
        name, particle = match[1], match[2]
        if name in ("n", "m"):
            word = str(rng.randint(2, 9) if name == "m" else rng.randint(11, 96))
        elif name in given:
            word = given[name]
        else:
            word = fill(rng.choice(WORDS[name]), rng, given)
        return word + (_particle(word, particle) if particle else "")

    return _SLOT.sub(slot, template)


def _particle(word: str, kind: str) -> str:
    last = ord(word[-1]) - ord("가")
    final = last % 28 if 0 <= last <= ord("힣") - ord("가") else 0
    closed = final != 0 and not (kind == "으로" and final == _RIEUL)
    return _JOSA[kind][0 if closed else 1]
