"""Reads a question as it is pasted from a company's form: its number, its text and the limit written in it."""

import re
from dataclasses import dataclass

from core.counting import CHARS, CHARS_NO_SPACE, TWO_BYTE, UTF8, CountProfile, Limit
from core.text import nfc

SMALLEST = 50  # without a word such as 이내; less is "3자 협업"
LARGEST = 100_000  # more is a date or a phone number, not a limit

_NUMBER = re.compile(
    r"^\s*(?:\[?(?:문항|질문|문)\s*\d{1,2}\]?\s*[.):]?|Q\s*\d{1,2}\s*[.):]?|\(?\d{1,2}\s*[.)](?!\d))\s*", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(?P<from>\d[\d,]*\s*(?:자|글자|byte|bytes|바이트)?\s*[~∼-]\s*)?(?P<value>\d[\d,]*)\s*"
    r"(?P<unit>자|글자|byte|bytes|바이트)(?![가-힣]*\s*학)",
    re.IGNORECASE,
)
_BOUND = re.compile(r"이내|이하|미만|까지|최대|제한|내외|내로|max", re.IGNORECASE)
_NO_SPACE = re.compile(r"(?:공백|띄어쓰기)\s*(?:을|는|은)?\s*(?:제외|불포함|미포함|제거)")
_UTF8 = re.compile(r"utf-?8|한글\s*(?:1\s*자\s*)?3\s*(?:byte|바이트)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a pasted text says: the question without its number, and the limit when one is written."""

    text: str
    limit: Limit | None


def propose(pasted: str, default: CountProfile = CHARS) -> Proposal:
    """`default` is the profile for a limit in characters that does not say how spaces count."""
    text = re.sub(r"[ \t]+", " ", nfc(pasted).replace("\r\n", "\n")).strip()
    text = _NUMBER.sub("", text, count=1)
    return Proposal(text, _limit(text, default))


def _limit(text: str, default: CountProfile) -> Limit | None:
    candidates = []
    for found in _AMOUNT.finditer(text):
        value = int(found["value"].replace(",", ""))
        around = text[max(0, found.start() - 10) : found.end() + 14]
        if 0 < value <= LARGEST:
            # "최소 300자 이상 700자 이내": the one that says it is a bound is the limit, else the last.
            bound = bool(_BOUND.search(around)) and "이상" not in text[found.end() : found.end() + 4]
            if bound or value >= SMALLEST:
                candidates.append((bound, found.start(), value, found["unit"]))
    if not candidates:
        return None
    _, _, value, unit = max(candidates)
    if unit.lower() in {"자", "글자"}:
        return Limit(value, CHARS_NO_SPACE if _NO_SPACE.search(text) else default)
    return Limit(value, UTF8 if _UTF8.search(text) else TWO_BYTE)


def short_title(text: str, size: int = 12) -> str:
    """A few words to name the question's tab by, when the user gives no name."""
    words = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text).split()
    title = ""
    for word in words:
        if title and len(title) + 1 + len(word) > size:
            break
        title = f"{title} {word}".strip()
    return title[: size + 6]
