"""Qt counts UTF-16 code units, the rest of the program code points; they differ after an emoji."""

LAST_BMP = "\uffff"


def to_units(text: str, points: int) -> int:
    """Offset in UTF-16 units of the code point offset `points` in `text`."""
    if _plain(text):
        return points
    return points + sum(character > LAST_BMP for character in text[:points])


def to_points(text: str, units: int) -> int:
    """Offset in code points of the UTF-16 offset `units`; one inside a surrogate pair counts as after it."""
    if _plain(text):
        return min(units, len(text))
    passed = 0
    for index, character in enumerate(text):
        if passed >= units:
            return index
        passed += 2 if character > LAST_BMP else 1
    return len(text)


def well_formed(text: str) -> str:
    """`text` without halves of surrogate pairs, which no database and no file can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _plain(text: str) -> bool:
    """Each character is one unit. By way of the codec, which is a hundred times faster than a look at each."""
    return len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
