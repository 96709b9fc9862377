"""The door to Kiwi: offsets of the text as it is, whatever it holds, and nothing loaded before it is asked."""

import subprocess
import sys

from core.korean import joined, likelihood, morphemes, respelled_morphemes


def test_morphemes_are_found_where_they_stand() -> None:
    found = morphemes("일을 했다")

    assert [(m.form, m.tag, m.start, m.end) for m in found] == [
        ("일", "NNG", 0, 1),
        ("을", "JKO", 1, 2),
        ("하", "VV", 3, 4),
        ("었", "EP", 3, 4),
        ("다", "EF", 4, 5),
    ]


def test_an_ending_consonant_is_a_letter_and_goes_back_into_the_word() -> None:
    parts = morphemes("간다")

    assert [m.form for m in parts] == ["가", "ㄴ다"]
    assert joined(parts) == "간다"


def test_offsets_count_an_emoji_as_one_character() -> None:
    assert [(m.form, m.start) for m in morphemes("😀 가족을")] == [("😀", 0), ("가족", 2), ("을", 4)]


def test_half_an_emoji_is_no_reason_to_fail() -> None:
    assert morphemes("\ud83d 가족")[-1].form == "가족"


def test_a_word_that_the_dictionary_lacks_is_not_known() -> None:
    (word,) = morphemes("쭝꿍땅")

    assert not word.known
    assert morphemes("사람")[0].known


def test_a_slip_is_read_as_what_was_meant_only_on_request() -> None:
    assert not any(m.respelled for m in morphemes("외않되"))
    assert any(m.respelled for m in respelled_morphemes("외않되"))


def test_the_better_sentence_is_likelier() -> None:
    assert likelihood("밥을 먹었습니다") > likelihood("밥을 먹었슴니다")


def test_importing_proofreading_loads_nothing_heavy() -> None:
    """The window knows what a correction is; half a gigabyte of Kiwi belongs into another process."""
    program = (
        "import sys, core.proofread, core.proofread.hunspell, core.proofread.dictionary\n"
        "print([name for name in ('kiwipiepy', 'kiwipiepy_model', 'numpy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
