"""A paragraph in a wide column, in which it takes fewer lines than in the narrow one that TextBlock reckons with."""

from PySide6.QtWidgets import QSizePolicy

from desktop.critique.text_block import TextBlock
from desktop.theme import Theme


def paragraph(theme: Theme, text: str = "", *, small: bool = True) -> TextBlock:
    """Its lowest height is one line, so that a page that scrolls is as high as its content and no higher."""
    block = TextBlock(theme, text, tone="second", small=small)
    policy = block.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    block.setSizePolicy(policy)
    return block
