"""What one class of the blind check sees in a text, in short."""

from collections.abc import Callable, Iterator

from core.checks.blind.reading import Reading, Sign

Class = Callable[[Reading], Iterator[Sign]]


def signs(find: Class, text: str, own_name: str = "", company: str = "") -> list[tuple[str, str]]:
    """Rule without `blind.` and passage of each sign."""
    reading = Reading(text, own_name, company)
    return [(sign.rule.removeprefix("blind."), text[sign.start : sign.end]) for sign in find(reading)]
