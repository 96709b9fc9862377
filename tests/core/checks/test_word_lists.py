"""Patterns whose spaces may be missing."""

import re

from core.checks.word_lists import spaces_optional


def test_a_space_between_words_may_be_missing() -> None:
    pattern = re.compile(spaces_optional("맡은 일"))

    assert pattern.fullmatch("맡은일")
    assert pattern.fullmatch("맡은 일")
    assert not pattern.fullmatch("맡은\n일")


def test_a_space_that_stands_alone_is_meant() -> None:
    assert not re.match(spaces_optional("엄청(?= )"), "엄청난")
    assert not re.match(spaces_optional("알바(?:생|,| )"), "알바트로스")
    assert re.match(spaces_optional("걍(?= |,)"), "걍 했다")


def test_a_class_and_a_look_behind_keep_their_spaces() -> None:
    assert not re.fullmatch(spaces_optional("ㅅ[. ]ㅂ"), "ㅅㅂ")
    assert re.search(spaces_optional("(?<!고객의 )소중한 것"), "소중한것")
    assert not re.search(spaces_optional("(?<!고객의 )소중한 것"), "고객의 소중한것")
    assert spaces_optional(r"\ a") == r"\ a"
