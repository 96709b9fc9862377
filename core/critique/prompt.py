"""The ONE form of what a model reads and writes, in training and in use.

A prompt is an instruction, an example for a model that was not tuned for this, the question, the answer between tags,
and the task. A reply is one remark a line, then 총평:

    아쉬운 점 | "인용" | 이유 | 고칠 방향
    좋은 점 | "인용" | 이유 | 살릴 방향
    총평 | 문장들

The wording lies in `resources/prompts/critique.toml`. Only the short task follows the answer, so that the
engine can read it ahead while it is being typed and finds everything before it in its cache.
"""

import math
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.counting import CountRule, Limit
from core.critique.parse import RawRemark, parse
from core.paths import resources_dir
from core.remark import Polarity
from core.text import sentences

LABELS = {Polarity.IMPROVE: "아쉬운 점", Polarity.GOOD: "좋은 점"}
OVERALL_LABEL = "총평"

# The tags around the answer and the control strings of every chat format ("<|im_start|>", "</s>", "<start_of_turn>")
# need an angle bracket, and so do most names of tokens; the reply's columns need a bar. Nothing typed by a user has
# either, each being shown to the model as a sign that looks alike. `core.anchor.fold` knows all of these pairs.
_SHOWN_AS = str.maketrans({"<": "〈", ">": "〉", "|": "/", "\uff5c": "/", "\u2502": "/", "\u2223": "/", "\u0cf1": None})
_ANSWER_END = "\n</답변>\n"
_SHORTEST_QUOTE, _LONGEST_QUOTE = 8, 120  # characters of the passage that opens a reply
_BRACKET_TOKEN = re.compile(r"\[(?=/?[A-Za-z_/]+\])")  # [INST], [/INST], [gMASK]
_HEADING = re.compile(r"^[ \t]*#+", re.MULTILINE)  # the plain form parts its sections by "###"
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


NO_LIMIT = Limit()


class PromptFormat(StrEnum):
    """How turns are marked; the catalogue names one for each model."""

    PLAIN = "plain"  # polyglot-ko: headings, no control tokens
    CHATML = "chatml"  # Qwen


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be judged. Company and role may be empty."""

    question: str
    answer: str
    limit: Limit = NO_LIMIT
    company: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Text for the engine. `head` is its beginning up to the end of the answer, to be read ahead; `opening`
    its end when that is already the beginning of the reply.

    `known` is what the model is told beside the answer, `examples` the remarks it is shown: both for the gate.
    """

    text: str
    head: str
    opening: str
    stop: tuple[str, ...]
    known: str
    examples: tuple[RawRemark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Turns:
    """The marks of one format. `reply_end` ends a reply in training."""

    system: tuple[str, str]
    user: tuple[str, str]
    reply_end: str
    stop: tuple[str, ...]
    tokens_per_syllable: float


_TURNS = {
    PromptFormat.CHATML: _Turns(
        ("<|im_start|>system\n", "<|im_end|>\n"),
        ("<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n"),
        "<|im_end|>",
        ("<|im_end|>", "<|im_start|>", "<|endoftext|>"),
        0.86,  # measured on Qwen2.5 and four essays, the share of spaces and marks included
    ),
    PromptFormat.PLAIN: _Turns(
        ("", "\n\n"),
        ("### 글\n", "\n### 첨삭\n"),
        "<|endoftext|>",
        ("\n###", "<|endoftext|>"),
        0.7,  # a Korean vocabulary of 30,000 needs about 0.5; the hub's file could not be measured
    ),
}


def build(request: Request, form: PromptFormat, *, tuned: bool = False) -> Prompt:
    """The prompt for a request. A tuned model has learned the form of the reply; another one is shown and led."""
    wording, turns = _wording(), _TURNS[form]
    known, answer = _about(request), neutral(request.answer)
    lead = "" if tuned else _lead(answer, wording.vague)
    parts = [turns.system[0], wording.system, turns.system[1]]
    shown = () if tuned else wording.examples
    for example in shown:
        parts += [turns.user[0], _essay(example.question, example.answer), _ANSWER_END, wording.task, turns.user[1]]
        parts += [example.reply, turns.reply_end, "\n"]
    parts += [turns.user[0], _essay(known, answer)]
    head = "".join(parts)
    text = f"{head}{_ANSWER_END}{wording.task}{turns.user[1]}{lead}"
    remarks = tuple(remark for example in shown for remark in parse(example.reply).remarks)
    return Prompt(text, head, lead, turns.stop, known, remarks)


def opening(polarity: Polarity, quote: str) -> str:
    """The beginning of a line of the reply, up to its reason."""
    return f'{LABELS[polarity]} | "{_line(quote)}" |'


def render_reply(remarks: Iterable[RawRemark], overall: str, form: PromptFormat | None = None) -> str:
    """The reply that training teaches; `core.critique.parse` reads it back. With a format, its end is marked."""
    lines = [
        " | ".join((LABELS[remark.polarity], f'"{_line(remark.quote)}"', _line(remark.reason), _line(remark.advice)))
        for remark in remarks
    ]
    reply = "\n".join([*lines, f"{OVERALL_LABEL} | {_line(overall)}"])
    return reply + (_TURNS[form].reply_end if form else "")


def neutral(text: str) -> str:
    """What a user typed, as the model may see it: text that is no control token and no line of a reply."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_SHOWN_AS)
    return _HEADING.sub(lambda marks: marks.group().replace("#", "\uff03"), _BRACKET_TOKEN.sub("〔", text))


def estimate_tokens(text: str, form: PromptFormat) -> int:
    """At least as many tokens as the format's tokenizers make of Korean prose; the tokenizer itself is the engine's."""
    per_syllable = _TURNS[form].tokens_per_syllable
    total = 0.0
    for character in text:
        if "가" <= character <= "힣":
            total += per_syllable
        elif character.isspace():
            total += 0.1  # a space goes with the word after it
        elif character.isascii():
            total += 1.0 if not character.isalpha() else 0.4
        else:
            total += 1.5
    return math.ceil(total)


def characters_over(tokens: int, available: int, form: PromptFormat) -> int:
    """About how many characters of Korean prose to cut so that so many tokens fit."""
    # Four of five characters are syllables, and the spaces between them cost little.
    return max(1, math.ceil((tokens - available) / (0.8 * _TURNS[form].tokens_per_syllable)))


def _essay(question: str, answer: str) -> str:
    return f"<문항>{question}</문항>\n<답변>\n{answer}"


def _lead(answer: str, vague: tuple[str, ...]) -> str:
    """The beginning of a reply: the vaguest sentence of the answer as 아쉬운 점, else one with a figure as 좋은 점.

    Nothing when there is no ground for either: a judgement that is forced must hold.
    """
    found = [" ".join(answer[start:end].split()) for start, end in sentences(answer)]
    quotes = [quote for quote in found if _SHORTEST_QUOTE <= len(quote) <= _LONGEST_QUOTE and '"' not in quote]
    scores = {quote: sum(map(quote.count, vague)) - 2 * any(map(str.isdigit, quote)) for quote in quotes}
    # Of equals the last: answers end in promises.
    quote = max(reversed(quotes), key=scores.__getitem__, default="")
    if quote and scores[quote] > 0:
        return opening(Polarity.IMPROVE, quote)
    figure = next((quote for quote in quotes if any(map(str.isdigit, quote))), "")
    return opening(Polarity.GOOD, figure) if figure else ""


def _about(request: Request) -> str:
    """Question, limit, company and role on one line; absent ones leave no trace."""
    in_bytes = request.limit.profile.rule in {CountRule.TWO_BYTE, CountRule.UTF8, CountRule.NEIS}
    unit = "바이트" if in_bytes else "자"
    limit = f"({request.limit.value:,}{unit} 이내)" if request.limit.value is not None else ""
    place = " ".join(part for part in (request.company, request.role) if part.strip())
    parts = (f"[{_line(place)}]" if place else "", _line(request.question), limit)
    return " ".join(part for part in parts if part)


def _line(text: str) -> str:
    """On one line, as the model may see it."""
    return " ".join(neutral(text).split())


@dataclass(frozen=True, slots=True)
class _Example:
    question: str
    answer: str
    reply: str


@dataclass(frozen=True, slots=True)
class _Wording:
    version: int
    system: str
    task: str
    vague: tuple[str, ...]
    examples: tuple[_Example, ...]


def vague_words() -> tuple[str, ...]:
    """Words that answers are full of and that say little of the one who writes."""
    return _wording().vague


def wording_version() -> int:
    """Changes with the wording; kept with each critique."""
    return _wording().version


@cache
def _wording() -> _Wording:
    data = tomllib.loads((resources_dir() / "prompts" / "critique.toml").read_text(encoding="utf-8"))
    examples = tuple(_Example(row["question"], row["answer"], row["reply"].strip()) for row in data["example"])
    return _Wording(data["version"], data["system"], data["task"], tuple(data["vague"]), examples)
