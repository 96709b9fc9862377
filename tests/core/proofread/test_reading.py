"""A text with its morphemes, by offset."""

from core.proofread.reading import Reading

TEXT = "일을 했다. 밥을 먹었다."


def test_morphemes_by_where_they_begin() -> None:
    reading = Reading(TEXT)

    assert [m.form for m in reading.between(0, 2)] == ["일", "을"]
    first = reading.beginning_at(1)
    assert first is not None
    assert first.form == "을"
    assert reading.beginning_at(2) is None
    before = reading.before(2)
    assert before is not None
    assert before.form == "을"
    assert reading.before(0) is None


def test_words_are_the_parts_between_spaces() -> None:
    assert [(TEXT[start:end], len(parts)) for start, end, parts in Reading(TEXT).words()] == [
        ("일을", 2),
        ("했다.", 4),
        ("밥을", 2),
        ("먹었다.", 4),
    ]


def test_the_sentence_around_an_offset() -> None:
    reading = Reading(TEXT)

    assert reading.sentence(3) == (0, 6)
    assert reading.sentence(8) == (7, 14)
    assert Reading("").sentence(0) == (0, 0)
