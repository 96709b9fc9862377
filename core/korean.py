"""The one door to Kiwi, the morphological analyser. Loaded at the first use: 1 to 3 s and 0.5 GB, so never in the
window process.

Kiwi's `tokenize` and `join` are safe for several threads at once; loading is guarded by a lock.
"""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_TYPOS = "basic_with_continual"
_SINGLE = {
    0x11A8 + i: letter for i, letter in enumerate("ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
}  # Kiwi writes the consonant that an ending adds to a syllable as a conjoining letter: ᆫ다
_CONJOINING = {letter: chr(code) for code, letter in _SINGLE.items()}

_HALF = re.compile("[\ud800-\udfff]")

_FIRST_ENTRY = 64  # of the dictionary; below are Kiwi's ids of the tags, which a word gets that it does not know

_lock = threading.Lock()
_loaded: list[Any] = []


@dataclass(frozen=True, slots=True)
class Morpheme:
    """`text[start:end]` holds it; `form` is its dictionary form (었 for the 했 of 일했다), ending consonants as ㄴ, ㄹ.

    `tag` is Kiwi's, without the marks of irregular verbs (VV, not VV-I). `respelled`: found only after Kiwi
    corrected a slip of typing, see `respelled_morphemes`. `known`: in Kiwi's dictionary.
    """

    form: str
    tag: str
    start: int
    end: int
    respelled: bool = False
    known: bool = True


def morphemes(text: str) -> list[Morpheme]:
    """The morphemes of composed (NFC) text, in its order."""
    return [_morpheme(token) for token in _kiwi().tokenize(_whole(text))]


def respelled_morphemes(text: str) -> list[Morpheme]:
    """The same, where a likely slip of typing may be read as what was meant; such morphemes are `respelled`."""
    return [_morpheme(token) for token in _kiwi().tokenize(_whole(text), typos=_TYPOS)]


def likelihood(text: str) -> float:
    """How well composed text reads, as a logarithm: of two that differ in a word the likelier is the higher."""
    score: float = _kiwi().analyze(_whole(text))[0][1]
    return score


def joined(parts: Iterable[Morpheme]) -> str:
    """The letters of one word put together from its morphemes: 일, 하, 었, 다 → 일했다."""
    # Kiwi wants "ᆫ다" where a Morpheme says "ㄴ다".
    forms = [(_CONJOINING.get(part.form[0], part.form[0]) + part.form[1:], part.tag) for part in parts]
    word: str = _kiwi().join(forms)
    return word


def _kiwi() -> Any:
    with _lock:
        if not _loaded:
            from kiwipiepy import Kiwi

            # One answer at a time: a pool of threads would only cost memory.
            _loaded.append(Kiwi(num_workers=1))
        return _loaded[0]


def _whole(text: str) -> str:
    """Half an emoji, as an editor may pass on while one types, has no UTF-8; the sign that stands for it is as long."""
    return _HALF.sub("\ufffd", text)


def _morpheme(token: Any) -> Morpheme:
    tag = token.tag.partition("-")[0]
    form = token.form.translate(_SINGLE)
    return Morpheme(form, tag, token.start, token.end, token.typo_cost > 0, token.id >= _FIRST_ENTRY)
