"""Which passages of an answer to judge, and how: learned from what experts chose, by signs that can be read aloud.

A multinomial logistic regression over the signs below: of each sentence the chances that an expert calls it 아쉬운 점,
좋은 점, or says nothing of it. The weights lie in `resources/prompts/guidance.toml`; `python -m training guidance` fits
them on the training part of a data set. `core.critique.guided` has the model write what is said of the chosen ones.
"""

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from core.checks.context import CheckContext
from core.critique.prompt import Request, vague_words
from core.paths import resources_dir
from core.remark import Polarity, Span
from core.text import sentences

_SHORTEST, _LONGEST = 8, 120  # characters of a passage that is worth quoting
# Experts say two things of any answer, and one more of every nine sentences; of the longest samples five.
_ALWAYS, _SENTENCES, _MOST = 2.1, 9, 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it stands; `findings` of the checks begin in it."""

    text: str
    span: Span
    place: float  # 0 the first of the answer, 1 the last
    first: bool
    last: bool
    begins_paragraph: bool
    company: str
    findings: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that may be judged, with the chance of each judgement."""

    span: Span
    quote: str
    chances: Mapping[Polarity, float]

    @property
    def polarity(self) -> Polarity:
        """The likelier judgement."""
        return max(self.chances, key=lambda one: self.chances[one])


def _says(pattern: str) -> Callable[[Sentence], float]:
    found = re.compile(pattern)
    return lambda sentence: float(found.search(sentence.text) is not None)


# By name, as they stand in the file of weights. Each gives a number from 0 to about 5.
SIGNS: Mapping[str, Callable[[Sentence], float]] = {
    "first": lambda one: float(one.first),
    "last": lambda one: float(one.last),
    "place": lambda one: one.place,
    "begins_paragraph": lambda one: float(one.begins_paragraph),
    "length": lambda one: math.log(len(one.text)),
    "digit": _says(r"\d"),
    "numbers": lambda one: float(min(3, len(re.findall(r"\d+", one.text)))),
    "vague": lambda one: float(min(3, sum(map(one.text.count, vague_words())))),
    "findings": lambda one: float(min(3, one.findings)),
    "company": lambda one: float("귀사" in one.text or (bool(one.company) and one.company[:3] in one.text)),
    "promise": _says(r"겠습니다|싶습니다|될 것입니다"),
    "lesson": _says(r"느꼈|깨달|배웠|배울 수|알게 되|얻었"),
    "deed": _says(r"하였습니다|했습니다|만들었|정리했|바꾸|줄였|늘렸|제안|확인했|분석"),
    "opinion": _says(r"생각합니다|믿습니다|중요하다고|입니다\.?$"),
    "trouble": _says(r"힘들|어려|어렵|포기|실패|문제"),
    "sweeping": _says(r"항상|언제나|어떤|모든|끊임없|꾸준|다양한|많은|여러"),
    "result": _says(r"결과|줄었|늘었|높아|감소|증가|%|배 "),
    "quotation": _says(r"[‘’“”\"']"),
    "reason": _says(r"따르면|왜냐|때문|그래서|대신|기준"),
}


def read_sentences(request: Request) -> tuple[Sentence, ...]:
    """The sentences of an answer in their order."""
    from core.checks.registry import check  # a fifth of a second, which the window has no time for at its start

    answer = request.answer
    context = CheckContext(answer, request.question, request.limit, request.company, request.role)
    starts = [one.span.start for one in check(context) if one.span is not None]
    bounds = sentences(answer)
    before = [0, *(end for _, end in bounds)]
    return tuple(
        Sentence(
            text=answer[start:end],
            span=Span(start, end),
            place=at / max(1, len(bounds) - 1),
            first=at == 0,
            last=at == len(bounds) - 1,
            begins_paragraph="\n" in answer[before[at] : start] or at == 0,
            company=request.company.strip(),
            findings=sum(start <= one < end for one in starts),
        )
        for at, (start, end) in enumerate(bounds)
    )


def passages(request: Request) -> tuple[Passage, ...]:
    """What of an answer can be quoted whole, in its order, with the chances of each judgement."""
    found = []
    for sentence in read_sentences(request):
        quote = " ".join(sentence.text.split())
        if _SHORTEST <= len(quote) <= _LONGEST and '"' not in quote:
            found.append(Passage(sentence.span, quote, _chances(sentence)))
    return tuple(found)


def choose(found: Iterable[Passage], sentence_count: int) -> tuple[Passage, ...]:
    """Those that are most worth a word, in the order of the text; as many as an expert would choose."""
    found = tuple(found)
    count = min(_MOST, round(_ALWAYS + sentence_count / _SENTENCES))
    best = sorted(found, key=lambda one: one.chances[one.polarity], reverse=True)[:count]
    return tuple(sorted(best, key=lambda one: one.span.start))


def _chances(sentence: Sentence) -> dict[Polarity, float]:
    weights = _weights()
    signs = [1.0, *(sign(sentence) for sign in SIGNS.values())]
    scores = {kind: math.exp(sum(map(float.__mul__, row, signs))) for kind, row in weights.items()}
    total = 1.0 + sum(scores.values())  # 1: nothing is said
    return {kind: score / total for kind, score in scores.items()}


@cache
def weights_version() -> str:
    """Changes with the weights; kept with critiques that are to be compared."""
    return sha256(_file().read_bytes()).hexdigest()[:12]


@cache
def _weights() -> dict[Polarity, tuple[float, ...]]:
    """The intercept and one weight for each of SIGNS, against saying nothing."""
    data = tomllib.loads(_file().read_text(encoding="utf-8"))
    return {
        kind: (float(data[kind.value]["intercept"]), *(float(data[kind.value][name]) for name in SIGNS))
        for kind in Polarity
    }


def _file() -> Path:
    return resources_dir() / "prompts" / "guidance.toml"
