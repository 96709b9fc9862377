"""Endings that are built: the ㄹ too many of 할려고, and passives made twice such as 보여지다."""

import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import regex

from core.korean import Morpheme, likelihood, morphemes
from core.paths import resources_dir
from core.proofread.correction import Proposal
from core.proofread.reading import Reading
from core.proofread.rules import proposal
from core.proofread.syllables import final, is_syllable, with_final

_ADVERB = regex.compile(r"(?<![가-힣])[가-힣]{2,4}[이히](?![가-힣])(?! (?:되|된|됐|됩|될|아니|아닌))")
_VERBS_TOO = {"늦", "밝", "굳", "맞", "붉"}  # 날이 밝는 동안
_ADVERB_MARGIN = 5.0
_EU = regex.compile(
    r"(?<![가-힣])(?P<stem>[가-힣]{0,3}["
    + "".join(with_final(chr(code), "ㄹ") for code in range(0xAC00, 0xD7A4, 28))
    + r"])으(?=[며면니]|려[고면는]|므로|ㄹ)[가-힣]{1,3}"
)
_TAILS = {"집": "ㅂ", "진": "ㄴ", "질": "ㄹ", "짐": "ㅁ"}


def needless_l(reading: Reading) -> Iterator[Proposal]:
    """할려고 for 하려고; a verb in ㄹ (만들려고) Kiwi reads without one in the ending."""
    for morpheme in reading.morphemes:
        at = morpheme.start
        if morpheme.tag in {"EC", "ETM", "EF"} and morpheme.form.startswith("ㄹ려") and is_syllable(reading.text[at]):
            syllable = reading.text[at]
            if final(syllable) == "ㄹ":
                yield proposal(at, at + 1, (with_final(syllable, ""),), "어미.려고")


def double_passives(reading: Reading) -> Iterator[Proposal]:
    """보여집니다 for 보입니다."""
    stems, search = _passives()
    for match in search.finditer(reading.text):
        stem = stems[match["stem"]]
        last = stem[-1]
        if match["tail"] in _TAILS:
            put = stem[:-1] + with_final(last, _TAILS[match["tail"]])
        elif match["tail"] in {"져", "졌"}:
            put = _contracted(stem, past=match["tail"] == "졌")
        else:
            put = stem
        yield proposal(match.start(), match.end(), (put,), "이중피동")


def adverbs(reading: Reading) -> Iterator[Proposal]:
    """꼼꼼이 for 꼼꼼히 and the other way round: the one is an adverb that Kiwi knows, the other none."""
    for match in _ADVERB.finditer(reading.text):
        word = match.group()
        other = word[:-1] + ("히" if word[-1] == "이" else "이")
        read = reading.between(match.start(), match.end())
        if len(read) > 1 and not _is_adverb(read) and _is_adverb(morphemes(other)):
            start, end = reading.sentence(match.start())
            sentence = reading.text[start:end]
            at = match.end() - 1 - start
            changed = sentence[:at] + other[-1] + sentence[at + 1 :]
            if likelihood(changed) - likelihood(sentence) > _ADVERB_MARGIN:
                yield proposal(match.start(), match.end(), (other,), "부사.꼴")


def _is_adverb(read: list[Morpheme]) -> bool:
    return len(read) == 1 and read[0].tag == "MAG" and read[0].known


def adjectives(reading: Reading) -> Iterator[Proposal]:
    """알맞는 for 알맞은."""
    for stem, ending in pairwise(reading.morphemes):
        at = ending.start
        if (
            stem.tag == "VA"
            and (ending.form, ending.tag) == ("는", "ETM")
            and reading.text[at : ending.end] == "는"
            and stem.form not in _VERBS_TOO
            and final(reading.text[at - 1]) not in {"", "ㄹ", "ㅆ", "ㅄ"}
            and stem.end == at
        ):
            yield proposal(at, ending.end, ("은",), "어미.은")


def needless_eu(reading: Reading) -> Iterator[Proposal]:
    """만들으면 for 만들면, unless another verb is meant (들으면 of 듣다)."""
    for match in _EU.finditer(reading.text):
        word = match.group()
        fixed = word.replace("으", "", 1)
        read, meant = morphemes(word), morphemes(fixed)
        if (
            meant[0].form == match["stem"]
            and meant[0].tag in {"VV", "VA", "VX"}
            and not (read[0].tag.startswith("V") and final(read[0].form[-1]) in {"ㄷ", "ㅀ"})
        ):
            yield proposal(match.start(), match.end(), (fixed,), "어미.리을")


def _contracted(stem: str, *, past: bool) -> str:
    """보이 with 어: 보여, 보였."""
    offset = ord(stem[-1]) - ord("가")
    if (offset // 28) % 21 == 20:  # ㅣ, which makes ㅕ (6) with 어
        together = chr(ord("가") + offset - 14 * 28)
        return stem[:-1] + (with_final(together, "ㅆ") if past else together)
    return stem + ("었" if past else "어")


@cache
def _passives() -> tuple[dict[str, str], regex.Pattern[str]]:

    stems: dict[str, str] = tomllib.loads(
        (resources_dir() / "proofread" / "passives.toml").read_text(encoding="utf-8")
    )["stems"]
    names = "|".join(sorted(stems, key=len, reverse=True))
    return stems, regex.compile(
        rf"(?:(?<![가-힣])|(?=되어))(?P<stem>{names})(?P<tail>지(?=[는고기던도며만면 게려지었])|[집진질짐져졌])"
    )
