"""Particles and suffixes whose form depends on the consonant before them: 을/를, 은/는, 으로/로, 율/률."""

from collections.abc import Iterator
from itertools import pairwise

import regex

from core.korean import Morpheme, morphemes
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.proofread.rules import proposal
from core.proofread.syllables import final, is_syllable

_PAIRS = (("을", "를"), ("은", "는"), ("이", "가"), ("과", "와"), ("으로", "로"), ("이나", "나"), ("이랑", "랑"))
_AFTER_CONSONANT = dict(_PAIRS)
_AFTER_VOWEL = {opened: closed for closed, opened in _PAIRS}
_NOUN = ("NN", "NP", "NR", "XSN", "ETN", "XR")
# At the end of a word of the text, after at least two syllables.
_AT_END = regex.compile(r"(?<=[가-힣]{2})(?:으로|[을를은는이가과와로])(?:부터|서의|서|써|도|만|의)?(?![가-힣])")
_DEPARTMENT = regex.compile(r"과(?:[의에는가를로]| ?[과직부담실교의학팀])")
_OFFICE = regex.compile(
    r"(?<![가-힣])(?:원무|총무|진료|자재|영업|회계|소아|산부인|치|안|피부|영양|간호|인사|경리|민원|세무|건축|토목|교무|행정|법무|전산)과$"
)
_RATE = regex.compile(r"(?<=[가-힣]{2})[율률]")


def proposals(reading: Reading) -> Iterator[Proposal]:
    yield from _by_morpheme(reading)
    yield from _misread(reading)
    yield from _rates(reading)


def _by_morpheme(reading: Reading) -> Iterator[Proposal]:
    for before, particle in pairwise(reading.morphemes):
        if particle.tag.startswith("J") and particle.start == before.end and before.tag.startswith(_NOUN):
            if _is_department(reading.text, particle.start):
                continue
            surface = reading.text[particle.start : particle.end]
            for length in (2, 1):
                wanted = _other(reading.text[particle.start - 1], surface[:length])
                if wanted and not (length == 1 and surface in {"이나", "이랑", "은커녕"}):
                    end = particle.start + length
                    yield proposal(particle.start, end, (wanted,), "조사.받침")
                    break


def _misread(reading: Reading) -> Iterator[Proposal]:
    """Where Kiwi took the wrong particle for something else: 문제을 as two nouns."""
    for match in _AT_END.finditer(reading.text):
        form = "으로" if match.group().startswith("으로") else match.group()[0]
        wanted = _other(reading.text[match.start() - 1], form)
        read = reading.beginning_at(match.start())
        before = reading.before(match.start())
        if _is_department(reading.text, match.start()):
            continue
        if not wanted or read is None or before is None or read.tag.startswith("J") or before.end != match.start():
            continue
        if (
            before.tag.startswith(_NOUN)
            and len(before.form) > 1
            and _reads_as_particle(reading, match.start(), form, wanted)
        ):
            yield proposal(match.start(), match.start() + len(form), (wanted,), "조사.받침")


def _reads_as_particle(reading: Reading, at: int, form: str, wanted: str) -> bool:
    start = reading.text.rfind(" ", 0, at) + 1
    fixed = reading.text[start:at] + wanted + reading.text[at + len(form) : at + 40]
    return any(m.start == at - start and m.tag.startswith("J") for m in morphemes(fixed))


def _rates(reading: Reading) -> Iterator[Proposal]:
    for match in _RATE.finditer(reading.text):
        read: Morpheme | None = reading.beginning_at(match.start())
        wanted = "율" if final(reading.text[match.start() - 1]) in {"", "ㄴ"} else "률"
        if read is not None and read.tag == "XSN" and match.group() != wanted:
            yield proposal(match.start(), match.end(), (wanted,), "율률.받침")


def _other(before: str, form: str) -> str | None:
    """The form that belongs after `before` when `form` does not."""
    if not is_syllable(before):
        return None
    closed = final(before) != "" and not (form in {"으로", "로"} and final(before) == "ㄹ")
    return _AFTER_VOWEL.get(form) if closed else _AFTER_CONSONANT.get(form)


def _is_department(text: str, at: int) -> bool:
    """자재과 과장님, 진료과의: the 과 of a hospital or an office, which Kiwi takes for the particle."""
    return _DEPARTMENT.match(text, at) is not None or _OFFICE.search(text, max(at - 8, 0), at + 1) is not None
