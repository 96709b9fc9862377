"""Korean is broken between words (어절); Qt, following Unicode, breaks between any two syllables."""

import re

# U+2060 WORD JOINER forbids a break where it stands and has no width.
JOINER = "\u2060"
LONGEST = 24  # a longer run is a URL or nonsense and must stay breakable, or it would be clipped
_WORD = re.compile(r"\S+")
_CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")


def keep_words(text: str) -> str:
    """`text` with joiners inside its words, for showing only: never store or compare the result."""
    return _WORD.sub(lambda found: _joined(found.group()), text)


def _joined(word: str) -> str:
    if len(word) > LONGEST or len(word) < 2 or not _CJK.search(word):
        return word
    return JOINER.join(word)
