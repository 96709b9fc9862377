"""The final consonant of a Hangul syllable."""

FINALS: list[str] = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
_FIRST = ord("가")


def is_syllable(character: str) -> bool:
    return "가" <= character <= "힣"


def final(syllable: str) -> str:
    """Its final consonant, or an empty string for an open syllable."""
    return FINALS[(ord(syllable) - _FIRST) % len(FINALS)]


def with_final(syllable: str, consonant: str) -> str:
    base = ord(syllable) - (ord(syllable) - _FIRST) % len(FINALS)
    return chr(base + FINALS.index(consonant))
