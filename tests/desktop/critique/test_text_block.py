from pytestqt.qtbot import QtBot

from desktop.critique.text_block import TextBlock
from desktop.theme import Theme

LONG = "저는 어릴 때부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다. " * 4


def test_height_follows_the_lines_of_the_width(qtbot: QtBot, theme: Theme) -> None:
    block = TextBlock(theme, LONG)
    qtbot.addWidget(block)
    assert block.heightForWidth(200) > block.heightForWidth(400) > block.heightForWidth(1000)
    one = TextBlock(theme, "짧은 글")
    qtbot.addWidget(one)
    assert block.heightForWidth(400) % one.heightForWidth(400) == 0


def test_more_lines_than_allowed_are_elided(qtbot: QtBot, theme: Theme) -> None:
    block = TextBlock(theme, LONG, max_lines=2)
    qtbot.addWidget(block)
    block.resize(300, block.heightForWidth(300))
    assert block.elided()
    block.set_max_lines(0)
    assert not block.elided()
    assert block.text() == LONG


def test_room_is_kept_for_text_to_come(qtbot: QtBot, theme: Theme) -> None:
    block = TextBlock(theme, "한 줄")
    qtbot.addWidget(block)
    one = block.heightForWidth(300)
    block.set_min_lines(2)
    assert block.heightForWidth(300) == 2 * one


def test_screen_readers_get_the_words_as_they_are(qtbot: QtBot, theme: Theme) -> None:
    block = TextBlock(theme, LONG, max_lines=1)
    qtbot.addWidget(block)
    assert block.accessibleName() == LONG


def test_letters_grow_with_the_theme(qtbot: QtBot, theme: Theme) -> None:
    block = TextBlock(theme, LONG)
    qtbot.addWidget(block)
    before = block.heightForWidth(300)
    theme.set_font_px(20)
    assert block.heightForWidth(300) > before
    theme.set_font_px(14)
