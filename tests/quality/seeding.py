"""Plants a defect into a clean answer, the same one each time: what the checks must find."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.checks.context import CheckContext, EarlierAnswer
from core.counting import CHARS, CHARS_NO_SPACE, TWO_BYTE, Limit, count
from core.paths import resources_dir
from core.remark import Level, Remark
from core.storage.corpus.samples import samples
from core.text import sentences

SEEDED = Path(__file__).parents[1] / "core" / "checks" / "seeded"
CASES = 64  # of a family that is planted by a program
HALVES = ("tuned", "held_out")


@dataclass(frozen=True, slots=True)
class Case:
    """`planted` is where the defect stands, None for one of the whole answer; `rules` are beginnings of rule ids.

    `half` says whether its words were ever looked at when a rule was changed; "made" is by a program alone.
    """

    family: str
    half: str
    context: CheckContext
    rules: tuple[str, ...]
    planted: tuple[int, int] | None

    def found(self, remarks: tuple[Remark, ...]) -> bool:
        return any(self._tells(remark) for remark in remarks)

    def _tells(self, remark: Remark) -> bool:
        if not remark.rule.startswith(self.rules):
            return False
        if self.planted is None or remark.span is None:
            return True
        return remark.span.start < self.planted[1] and self.planted[0] < remark.span.end


def clean() -> list[CheckContext]:
    """The written sample answers with their questions, limits and companies."""
    return [
        CheckContext(answer.text, answer.question, Limit(answer.limit), essay.company, essay.job)
        for essay in samples()
        for answer in essay.answers
    ]


def cases() -> list[Case]:
    """Every case of every family, in one order."""
    answers = clean()
    made = [case for plant in _PLANTED for case in plant(answers, random.Random(f"{plant.__name__} 2026"))]
    written = [case for family, rules in _WRITTEN for case in _insert(family, rules, answers)]
    return [*made, *written]


@dataclass(frozen=True, slots=True)
class Harmless:
    """A sentence that looks like a defect. `rule` begins the ids of the rules that must not speak of it.

    With an exclamation mark they may, below the level of a violation.
    """

    half: str
    context: CheckContext
    place: tuple[int, int]
    rule: str

    def alarms(self, remarks: tuple[Remark, ...]) -> list[Remark]:
        here = [one for one in remarks if one.span and one.span.start < self.place[1] and self.place[0] < one.span.end]
        wrong = [one for one in here if one.level is Level.VIOLATION and not one.rule.startswith("blind.")]
        return wrong + [one for one in here if one.rule.startswith(self.rule) and one not in wrong]


def harmless() -> list[Harmless]:
    """Each sentence behind the first one of a sample answer."""
    answers = clean()
    chance = random.Random("harmless 2026")
    data = tomllib.loads((SEEDED / "harmless.toml").read_text(encoding="utf-8"))
    found = []
    for half in HALVES:
        for sentence, rule in data[half]:
            answer = chance.choice(answers)
            at = sentences(answer.text)[0][1]
            text = f"{answer.text[:at]} {sentence}{answer.text[at:]}"
            found.append(Harmless(half, replace(answer, text=text), (at + 1, at + 1 + len(sentence)), rule))
    return found


def _too_short(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some(answers, chance):
        profile = chance.choice((CHARS, CHARS_NO_SPACE, TWO_BYTE))
        limit = Limit(round(count(answer.text, profile) / chance.uniform(0.1, 0.585)), profile)
        yield Case("분량 부족", "made", replace(answer, limit=limit), ("length.short",), None)


def _too_long(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some(answers, chance):
        profile = chance.choice((CHARS, CHARS_NO_SPACE, TWO_BYTE))
        limit = Limit(count(answer.text, profile) - chance.choice((1, 2, 5, 30, 200)), profile)
        end = len(answer.text)
        yield Case("분량 초과", "made", replace(answer, limit=limit), ("length.over",), (end - 1, end))


def _blank(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some(answers, chance):
        text = "".join(chance.choice(" \n\t\u3000\u200b.-…*·") for _ in range(chance.randrange(12)))
        yield Case("빈 답변", "made", replace(answer, text=text), ("blank",), None)


def _cut(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    """Cut off behind a word of the last sentence, or inside a word."""
    for answer in _some(answers, chance):
        start, end = sentences(answer.text)[-1]
        spaces = [match.start() for match in re.finditer(" ", answer.text[start:end])]
        at = start + (chance.choice(spaces) if spaces else (end - start) // 2)
        inside = chance.random() < 0.3 and answer.text[at + 1 : at + 3].isalnum()
        text = answer.text[: at + 2 if inside else at]
        yield Case("끝맺지 않은 글", "made", replace(answer, text=text), ("unfinished.",), (start, len(text)))


def _doubled_word(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some(answers, chance):
        words = list(re.finditer(r"(?<!\S)[가-힣]{3,}(?= [가-힣])", answer.text))
        word = chance.choice(words)
        text = f"{answer.text[: word.end()]} {word.group()}{answer.text[word.end() :]}"
        planted = (word.start(), word.end() + 1 + len(word.group()))
        yield Case("겹친 낱말", "made", replace(answer, text=text), ("repetition.double",), planted)


def _repeated_sentence(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    """As it is, with another spacing or end mark; copied to the end of the answer or behind another sentence."""
    for answer in _some(answers, chance):
        ranges = [one for one in sentences(answer.text) if one[1] - one[0] > 15]
        start, end = chance.choice(ranges)
        copy = answer.text[start:end]
        if chance.random() < 0.3:
            copy = copy.replace(" ", "", 1)
        at = chance.choice([place for _, place in ranges if place >= end])
        text = f"{answer.text[:at]} {copy}{answer.text[at:]}"
        yield Case("같은 문장", "made", replace(answer, text=text), ("repetition.sentence",), (at, at + 1 + len(copy)))


def _reworded_sentence(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    """The same sentence with another ending, an adverb before it, or a word less."""
    for answer in _some(answers, chance):
        ranges = [one for one in sentences(answer.text) if one[1] - one[0] > 35]
        start, end = chance.choice(ranges)
        words = answer.text[start:end].split()
        change = chance.randrange(3)
        if change == 0:
            copy = " ".join(words).replace("습니다", "고 생각합니다")
        elif change == 1:
            copy = " ".join(["그리고", *words])
        else:
            copy = " ".join(words[1:])
        text = f"{answer.text} {copy}"
        planted = (len(answer.text), len(text))
        yield Case("거의 같은 문장", "made", replace(answer, text=text), ("repetition.",), planted)


def _repeated_question(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some([one for one in answers if len(one.question) > 15], chance):
        words = answer.question.split()
        share = chance.choice((1.0, 1.0, 0.8))
        copy = " ".join(words[: max(4, round(share * len(words)))])
        text = chance.choice(("{} {}", "[{}]\n{}", "“{}”라는 질문에 답하겠습니다. {}", "{}\n\n{}")).format(
            copy, answer.text
        )
        planted = (0, len(text) - len(answer.text))
        yield Case("문항 되풀이", "made", replace(answer, text=text), ("question.",), planted)


def _left_over_company(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    """The company of an earlier application stands where the one that is applied to stood."""
    named = [one for one in answers if one.company in one.text]
    for answer in _some(named, chance):
        other = chance.choice([one.company for one in answers if one.company != answer.company])
        at = answer.text.index(answer.company)
        text = answer.text.replace(answer.company, other)
        earlier = (EarlierAnswer("1", other, "지원 동기를 쓰시오.", "다른 글입니다."),)
        context = replace(answer, text=text, earlier=earlier)
        yield Case("남은 회사 이름", "made", context, ("company.",), (at, at + len(other)))


def _company_of_the_catalogue(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    """A Korean company in any of its forms stands where the company that is applied to stood, with its particle."""
    data = tomllib.loads((resources_dir() / "gazetteers" / "companies.toml").read_text(encoding="utf-8"))
    unclear = {name.casefold() for name in data["ambiguous"]}
    names = [name for group in data["group"] for row in (*group["short"], *group["names"]) for name in row.split("|")]
    names = [name for name in names if name.casefold() not in unclear]
    for answer in _some([one for one in answers if one.company in one.text], chance):
        other = chance.choice(names)
        at = answer.text.index(answer.company)
        context = replace(answer, text=answer.text.replace(answer.company, other))
        yield Case("목록의 회사 이름", "made", context, ("company.",), (at, at + len(other)))


def _reused(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some(answers, chance):
        other = chance.choice([one for one in answers if one.company != answer.company])
        ranges = [one for one in sentences(answer.text) if one[1] - one[0] > 50]
        start, end = chance.choice(ranges or [(0, len(answer.text))])
        passage = answer.text[start:end] if chance.random() < 0.5 else answer.text[start:end].replace(" ", "", 1)
        fill = [
            EarlierAnswer(str(n), one.company, one.question, one.text)
            for n, one in enumerate(answers[:19])
            if one.company not in (answer.company, other.company) and one.text != answer.text
        ]
        earlier = (*fill, EarlierAnswer("x", other.company, other.question, f"{other.text}\n{passage}"))
        yield Case("다시 쓴 글", "made", replace(answer, earlier=earlier), ("reuse.",), (start, end))


def _joined_sentences(answers: list[CheckContext], chance: random.Random) -> Iterator[Case]:
    for answer in _some([one for one in answers if len(sentences(one.text)) > 6], chance):
        ranges = sentences(answer.text)
        first = chance.randrange(len(ranges) - 5)
        parts: list[str] = []
        last = first
        while sum(map(len, parts)) <= 130:
            parts.append(answer.text[slice(*ranges[last])].rstrip('.?!”’"').replace(". ", ", "))
            last += 1
        joined = ", ".join(part.replace("\n", " ") for part in parts).replace("습니다", "고") + "."
        joined = re.sub(r"[!?…](?=\s)", ",", joined)
        start, end = ranges[first][0], ranges[last - 1][1]
        text = answer.text[:start] + joined + answer.text[end:]
        yield Case("긴 문장", "made", replace(answer, text=text), ("sentence.long",), (start, start + len(joined)))


_PLANTED: tuple[Callable[[list[CheckContext], random.Random], Iterator[Case]], ...] = (
    _too_short, _too_long, _blank, _cut, _doubled_word, _repeated_sentence, _reworded_sentence, _repeated_question,
    _left_over_company, _company_of_the_catalogue, _reused, _joined_sentences,
)  # fmt: skip

# Families whose defects were written by hand: the name of the file in `seeded/`, and the rules that tell them.
_WRITTEN = (
    ("unfinished", ("unfinished.",)),
    ("meaningless", ("meaningless.", "colloquial.mark")),
    ("profanity", ("profanity.",)),
    ("company", ("company.",)),
    ("colloquial", ("colloquial.", "meaningless.text")),
    ("cliche", ("cliche", "lead.general")),
)
LABELS = {
    "unfinished": "쓰다 만 끝", "meaningless": "의미 없는 글", "profanity": "욕설·비하", "company": "다른 회사 이름",
    "colloquial": "구어체", "cliche": "상투어",
}  # fmt: skip


def _insert(family: str, rules: tuple[str, ...], answers: list[CheckContext]) -> Iterator[Case]:
    """Each sentence of the file behind a sentence of an answer of its own; what is unfinished comes last.

    A note, which has no end mark, stands on a line of its own.
    """
    chance = random.Random(f"{family} 2026")
    data = tomllib.loads((SEEDED / f"{family}.toml").read_text(encoding="utf-8"))
    for half in HALVES:
        for phrase in data[half]:
            answer = chance.choice(answers)
            ranges = sentences(answer.text)
            at = len(answer.text) if family == "unfinished" else chance.choice(ranges)[1]
            alone = family == "meaningless" and phrase[-1] not in ".!?"
            text = (
                f"{answer.text[:at]}\n{phrase}\n{answer.text[at:]}"
                if alone
                else f"{answer.text[:at]} {phrase}{answer.text[at:]}"
            )
            context = replace(answer, text=text)
            yield Case(LABELS[family], half, context, rules, (at + 1, at + 1 + len(phrase)))


def _some(answers: list[CheckContext], chance: random.Random) -> list[CheckContext]:
    return chance.sample(answers, CASES)
