"""Personal data masked before anything is stored: telephone numbers, e-mail addresses and names of persons.

A mask is as long as what it hides and weighs as many bytes (`*` for ASCII, `○` for Hangul), so offsets into the text
and the page's own counter stay right. What JobKorea has masked already ("OO", "***") stays as it is. Names are found
only where the words around them say so: "제 이름은 …", "저는 …라고 합니다", "… 교수님". A word that merely looks like
a name is left alone, for a masked 전문가 would spoil an essay that a reader could have learnt from.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from core.corpus import CollectedAnswer, CollectedEssay
from core.paths import resources_dir
from core.remark import Remark

PHONE, EMAIL, NAME = "phone", "email", "name"

# Mobile and land lines; the separators are what people type between the groups.
_PHONE = re.compile(r"(?<![\d.])(?:\+82[-. )]{0,2}|0)(?:1[016789]|2|[3-6]\d|70)[-. )]{0,2}\d{3,4}[-. ]{0,2}\d{4}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")

_START = r"(?<![가-힣A-Za-z0-9○*])"
_TITLES = (
    r"교수님|박사님|선생님|사장님|점장님|과장님|대리님|차장님|부장님|팀장님|멘토님|씨(?=[가는와의를도에께님,.\s]|$)"
)
_GREETING = r"(?:저는|지원자|안녕하세요[.,!]?|안녕하십니까[.,!]?|지원한|지원하는)"
# Each says by its own words that a name follows or came before. {name} has two or three syllables, {full} three.
_NAME_CONTEXTS = (
    r"(?:제|저의|내|본인의)\s?이름은\s?[‘'\"“]?{name}(?=[’'\"”]?(?:입니다|이고|이며|이라|라|으로|$|[.,]))",
    r"(?:성\s?명|이\s?름)\s?[:：]\s?{name}(?![가-힣])",
    _GREETING + r"\s{{0,2}}{full}(?=(?:이)?라고 (?:합니다|해요|하는))",
    r"(?:지원자|지원한|지원하게 된|지원하는|예비 사원|신입사원)\s{{0,2}}{full}(?=입니다|이며|의 |이라는)",
    _START + r"{full}(?=\s?(?:" + _TITLES + "))",
)


def masked(text: str) -> tuple[str, Counter[str]]:
    """`text` with personal data masked, of the same length, and how much of each kind was."""
    counts: Counter[str] = Counter()
    pieces = list(text)
    for kind, start, end in _found(text):
        pieces[start:end] = _mask(text[start:end])
        counts[kind] += 1
    return "".join(pieces), counts


def scrub(essay: CollectedEssay) -> CollectedEssay:
    """The essay with every text masked, quotes cut anew, and `scrubbed` counting what was found in it."""
    counts: Counter[str] = Counter()

    def clean(text: str) -> str:
        result, found = masked(text)
        counts.update(found)
        return result

    def clean_answer(answer: CollectedAnswer) -> CollectedAnswer:
        text = clean(answer.text)
        remarks = tuple(clean_remark(remark, text) for remark in answer.remarks)
        return replace(answer, question=clean(answer.question), text=text, remarks=remarks)

    def clean_remark(remark: Remark, text: str) -> Remark:
        quote = text[remark.span.start : remark.span.end] if remark.span else masked(remark.quote)[0]
        return replace(remark, quote=quote, reason=clean(remark.reason), advice=clean(remark.advice))

    answers = tuple(clean_answer(answer) for answer in essay.answers)
    overall = clean(essay.overall)
    before = Counter(essay.scrubbed)
    return replace(essay, answers=answers, overall=overall, scrubbed=dict(before + counts))


def personal(essay: CollectedEssay) -> frozenset[str]:
    """The very strings that `scrub` masks in an essay, to be looked for in its raw page; never to be kept."""
    texts = [essay.overall]
    for answer in essay.answers:
        texts += [answer.question, answer.text]
        texts += [text for remark in answer.remarks for text in (remark.reason, remark.advice)]
    return frozenset(text[start:end] for text in texts for _, start, end in _found(text))


def scrub_html(html: str, found: Collection[str] = ()) -> str:
    """The raw page with personal data masked, tags untouched.

    `found` are the strings met in the text that was read from it: in the page a tag may stand in the middle of one.
    """
    html, _ = masked(html)
    for secret in sorted(found, key=len, reverse=True):
        html = _through_tags(secret).sub(_mask_outside_tags, html)
    return html


def _found(text: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of what is personal, without overlaps, in the order of the text."""
    spans = [(EMAIL, *match.span()) for match in _EMAIL.finditer(text)] if "@" in text else []
    spans += [(PHONE, *match.span()) for match in _PHONE.finditer(text)]
    names = _names()
    spans += [
        (NAME, *match.span("name"))
        for pattern in names.patterns
        for match in pattern.finditer(text)
        if names.holds(match["name"])
    ]
    spans.sort(key=lambda span: (span[1], -span[2]))
    kept: list[tuple[str, int, int]] = []
    for span in spans:
        if not kept or span[1] >= kept[-1][2]:
            kept.append(span)
    return kept


@dataclass(frozen=True, slots=True)
class _Names:
    patterns: tuple[re.Pattern[str], ...]
    not_names: frozenset[str]
    not_name_ends: tuple[str, ...]

    def holds(self, word: str) -> bool:
        """Whether a word that stands where a name stands is one."""
        return word not in self.not_names and not (len(word) == 3 and word.endswith(self.not_name_ends))


@cache
def _names() -> _Names:
    data = tomllib.loads((resources_dir() / "gazetteers" / "person_names.toml").read_text(encoding="utf-8"))
    name, full = (rf"(?P<name>[{data['surnames']}][가-힣]{length})" for length in ("{1,2}", "{2}"))
    patterns = tuple(re.compile(context.format(name=name, full=full)) for context in _NAME_CONTEXTS)
    return _Names(patterns, frozenset(data["not_names"]), tuple(data["not_name_ends"]))


def _mask(text: str) -> str:
    return "".join(sign if sign in "@.- )+" else "*" if sign.isascii() else "○" for sign in text)


@cache
def _through_tags(secret: str) -> re.Pattern[str]:
    return re.compile(r"(?:<[^<>]{0,200}>|\s)*".join(map(re.escape, secret.replace(" ", ""))))


def _mask_outside_tags(match: re.Match[str]) -> str:
    return "".join(
        part if part.startswith("<") or part.isspace() else _mask(part)
        for part in re.split(r"(<[^<>]*>|\s+)", match[0])
    )
