"""What a check looks at. A check is a pure function of it: no file, no clock, no network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.counting import Limit
from core.remark import Remark

NO_LIMIT = Limit()


class BlindProfile(StrEnum):
    """Whose rules of blind recruitment apply. Stored by value."""

    PUBLIC = "public"  # 공공
    PRIVATE = "private"  # 민간
    OFF = "off"  # 끄기


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """Another answer of the same person, which may have been written for another company."""

    id: str
    company: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckContext:
    """One answer and what is known around it. Everything but `text` may be empty.

    `text` is the answer as the user wrote it; spans of remarks are offsets into it. `own_name` is the user's.
    """

    text: str
    question: str = ""
    limit: Limit = NO_LIMIT
    company: str = ""
    role: str = ""
    own_name: str = ""
    profile: BlindProfile = BlindProfile.OFF
    earlier: tuple[EarlierAnswer, ...] = ()


Check = Callable[[CheckContext], Iterable[Remark]]
