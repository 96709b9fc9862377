"""Which parts of two passages are the same, letter by letter, whatever stands between the letters."""

from difflib import SequenceMatcher

_BLOCK = 3  # letters in a row; fewer are shared by any two sentences

Parts = tuple[tuple[int, int], ...]


def same_parts(here: str, there: str) -> tuple[Parts, Parts]:
    """Half-open ranges of either text. Spaces and marks count for nothing: 할수 있다 is 할 수 있다."""
    mine, its = _letters(here), _letters(there)
    matcher = SequenceMatcher(None, [letter for _, letter in mine], [letter for _, letter in its], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _BLOCK]
    return (
        tuple((mine[block.a][0], mine[block.a + block.size - 1][0] + 1) for block in blocks),
        tuple((its[block.b][0], its[block.b + block.size - 1][0] + 1) for block in blocks),
    )


def _letters(text: str) -> list[tuple[int, str]]:
    return [(at, letter.casefold()) for at, letter in enumerate(text) if letter.isalnum()]
