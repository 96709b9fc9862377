"""Direct speech is blanked, and every offset stays."""

from core.checks.quoted import without_speech


def test_speech_is_blanked_letter_by_letter() -> None:
    text = "그는 “정말요?”라고 했고 'ok'라고 적었습니다. it's fine"
    blanked = without_speech(text)

    assert len(blanked) == len(text)
    assert "정말" not in blanked
    assert "ok" not in blanked
    assert blanked.endswith("it's fine")


def test_a_mark_without_its_partner_is_no_speech() -> None:
    assert without_speech("“열고 닫지 않았습니다.\n다음 줄") == "“열고 닫지 않았습니다.\n다음 줄"
