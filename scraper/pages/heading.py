"""What the head of a page says in words: season, kind of employment, job, the limit of a question, a grade."""

import re

from selectolax.lexbor import LexborNode

from scraper.pages import selectors
from scraper.pages.text import line_of, number_in

CAREERS = ("신입", "인턴")
_MOST_STARS = 5
_SMALLEST_LIMIT = 50  # characters; "3자 협업" is none
_LARGEST_LIMIT = 10_000

_SEASON = re.compile(r"(\d{4})\s*년?\s*(상반기|하반기)\s*")
_VARIANT_TAIL = re.compile(r"\s*합격\s*자소서\s*$")
_LIMIT = re.compile(r"(\d[\d,]*)\s*(?:글자|자)(?!리|릿|산|격|녀|료|유|회|동|기|신|세|원|본|금|율|매)\s*(이상)?")


def season_of(text: str) -> str:
    """ "2023년 하반기" at the front of a text, "" without one."""
    match = _SEASON.match(text)
    return f"{match[1]}년 {match[2]}" if match else ""


def read_heading(text: str) -> tuple[str, str, str]:
    """Season, kind of employment and job of "2023년 하반기 신입 회로설계"; each is "" when it is not told."""
    text = _VARIANT_TAIL.sub("", text)
    season = season_of(text)
    rest = _SEASON.sub("", text, count=1) if season else text
    career, _, job = rest.partition(" ")
    return (season, career, job.strip()) if career in CAREERS else (season, "", rest.strip())


def grade_of(node: LexborNode | None) -> int | None:
    """1 to 5, by the number or else by the class of the stars; None when there is none."""
    if node is None:
        return None
    grade = number_in(line_of(node))
    if grade is None:
        stars = node.css_first(selectors.STARS)
        grade = number_in(stars.attributes.get("class") or "") if stars is not None else None
    return grade if grade is not None and 1 <= grade <= _MOST_STARS else None


def limit_of(question: str) -> int | None:
    """The most characters that a question allows, as in "(1,000자 이내)"; a least number ("500자 이상") is no limit."""
    found = [int(match[1].replace(",", "")) for match in _LIMIT.finditer(question) if not match[2]]
    return max((number for number in found if _SMALLEST_LIMIT <= number <= _LARGEST_LIMIT), default=None)
