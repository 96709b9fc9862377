"""Hangul as it is typed on the Korean keyboard (두벌식), and the words that one slip of a finger makes."""

from collections.abc import Iterator
from functools import cache

from core.proofread.syllables import FINALS, is_syllable

_LEADS = [*"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"]
_VOWELS = [*"ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"]
_TWO_KEYS = {
    "ㅘ": "ㅗㅏ",
    "ㅙ": "ㅗㅐ",
    "ㅚ": "ㅗㅣ",
    "ㅝ": "ㅜㅓ",
    "ㅞ": "ㅜㅔ",
    "ㅟ": "ㅜㅣ",
    "ㅢ": "ㅡㅣ",
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
_ONE_LETTER = {keys: letter for letter, keys in _TWO_KEYS.items()}
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_SHIFTED = dict(zip("ㅂㅈㄷㄱㅅㅐㅔ", "ㅃㅉㄸㄲㅆㅒㅖ", strict=True))
_SOUND_ALIKE = ("ㅐㅔ", "ㅒㅖ", "ㅖㅔ", "ㅗㅜ", "ㅓㅗ", "ㅡㅜ")
_FIRST = ord("가")


def keys(word: str) -> str:
    """The letters in the order of the strokes: 값 → ㄱㅏㅂㅅ; letters that stand alone (자료ㄹ) stay."""
    strokes = []
    for syllable in word:
        if not is_syllable(syllable):
            strokes.append(syllable)
            continue
        rest, last = divmod(ord(syllable) - _FIRST, len(FINALS))
        lead, vowel = divmod(rest, len(_VOWELS))
        strokes += [_LEADS[lead], _VOWELS[vowel], FINALS[last]]
    return "".join(_TWO_KEYS.get(letter, letter) for letter in strokes)


def typed(strokes: str) -> str | None:
    """What the strokes write, when it is whole syllables."""
    word = []
    at = 0
    while at < len(strokes):
        if strokes[at] not in _LEADS or at + 1 == len(strokes) or strokes[at + 1] not in _VOWELS:
            return None
        vowel = _ONE_LETTER.get(strokes[at + 1 : at + 3], strokes[at + 1])
        end = at + 1 + len(_TWO_KEYS.get(vowel, vowel))
        # A consonant belongs to the next syllable when a vowel follows it.
        lead_of_next = next((i for i in range(end, len(strokes)) if strokes[i] in _VOWELS), len(strokes) + 1) - 1
        tail = strokes[end:lead_of_next]
        last = _ONE_LETTER.get(tail, tail)
        if last not in FINALS:
            return None
        code = (_LEADS.index(strokes[at]) * len(_VOWELS) + _VOWELS.index(vowel)) * len(FINALS) + FINALS.index(last)
        word.append(chr(_FIRST + code))
        at = end + len(tail)
    return "".join(word)


def slips(word: str) -> Iterator[str]:
    """Words of which `word` is one slip away: a key beside the right one, one too many or too few, two exchanged.

    Only such as consist of syllables that Korean uses, the 2,350 of KS X 1001.
    """
    near = _near()
    seen = {word}
    put_together = typed(keys(word))  # 하ㄴ다
    if put_together is not None and put_together != word:
        seen.add(put_together)
        yield put_together
    for at, syllable in enumerate(word):
        # A slip changes its syllable and, as consonants move over, perhaps those beside it.
        first, last = max(at - 1, 0), at + 2
        before, after = keys(word[first:at]), keys(word[at + 1 : last])
        for strokes in _changed(keys(syllable), near, whole=at + 1 == len(word)):
            middle = typed(before + strokes + after)
            made = None if middle is None else word[:first] + middle + word[last:]
            if made is not None and made not in seen and _is_in_use(made):
                seen.add(made)
                yield made
        # A whole syllable twice, or two exchanged, as happens where words are put together on a phone.
        pair = word[at : at + 2]
        for middle in {pair[:1]} if len(set(pair)) == 1 < len(pair) else {pair[::-1]}:
            made = word[:at] + middle + word[at + 2 :]
            if made not in seen and _is_in_use(made):
                seen.add(made)
                yield made


def distance(one: str, other: str) -> int:
    """How many strokes must be put in, left out or exchanged to type the other word."""
    left, right = keys(one), keys(other)
    row = list(range(len(right) + 1))
    for i, key in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, wanted in enumerate(right, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (key != wanted))
    return row[-1]


def _changed(strokes: str, near: dict[str, str], *, whole: bool) -> Iterator[str]:
    """The strokes of a syllable with one slip taken back. `whole`: also one that is missing after the last."""
    for at in range(len(strokes) + whole):
        before, here, after = strokes[:at], strokes[at : at + 1], strokes[at + 1 :]
        yield from (before + key + here + after for key in near)
        if here:
            yield before + after
            yield from (before + key + after for key in near[here])
        if after:
            yield before + after[0] + here + after[1:]


@cache
def _syllables_in_use() -> frozenset[str]:
    codes = range(ord("가"), ord("힣") + 1)
    return frozenset(chr(code) for code in codes if len(chr(code).encode("euc_kr")) == len(b"\xb0\xa1"))


def _is_in_use(word: str) -> bool:
    return _syllables_in_use().issuperset(word)


@cache
def _near() -> dict[str, str]:
    """For each key those beside it, the same with shift, and vowels that sound alike."""
    place = {key: (row, column + row * 0.5) for row, line in enumerate(_ROWS) for column, key in enumerate(line)}
    found = {
        key: {
            other
            for other, (other_row, other_column) in place.items()
            if other != key and abs(row - other_row) <= 1 and abs(column - other_column) <= 1
        }
        for key, (row, column) in place.items()
    }
    for plain, shifted in _SHIFTED.items():
        found[shifted] = found[plain] | {plain}
        found[plain] = found[plain] | {shifted}
    for pair in _SOUND_ALIKE:
        found[pair[0]].add(pair[1])
        found[pair[1]].add(pair[0])
    return {key: "".join(sorted(others)) for key, others in found.items()}
