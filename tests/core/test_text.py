"""Graphemes, sentences, and files as people save them."""

import contextlib
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BinaryFile, FileMissing, FileTooLarge, UnreadableFile
from core.text import MAX_FILE_BYTES, decode, grapheme_count, graphemes, nfc, read_text_file, sentences

ANSWER = "저는 재고를 줄였습니다.\n“왜요?” 40개에서 12개로요… 뷁!"


@given(st.text() | st.text(st.sampled_from("가힣ㄱ각ᆨ\r\n \u200d️👍🏽\u3000“”\u0301a")))
def test_graphemes_are_those_of_the_standard(text: str) -> None:
    assert graphemes(text) == regex.findall(r"\X", text)
    assert grapheme_count(text) == len(graphemes(text))
    assert "".join(graphemes(text)) == text


def test_nfc_composes() -> None:
    assert nfc(unicodedata.normalize("NFD", "한글")) == "한글"


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = "1. 학점은 3.5점입니다. “정말요?” 네!\n줄 끝에 마침표 없음\n\n  (웃음) 그래서… 끝"
    assert [text[start:end] for start, end in sentences(text)] == [
        "1. 학점은 3.5점입니다.",
        "“정말요?”",
        "네!",
        "줄 끝에 마침표 없음",
        "(웃음) 그래서…",
        "끝",
    ]


@given(st.text(st.sampled_from("가나 .!?…”)\n1")))
def test_sentences_cover_everything_but_space(text: str) -> None:
    kept = "".join(text[start:end] for start, end in sentences(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_reads_the_encodings_that_korean_programs_write(home: Path, encoding: str) -> None:
    file = home / "자기소개서.txt"
    text = ANSWER.replace("…", "...") if encoding == "cp949" else ANSWER
    file.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert read_text_file(file) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"PK\x03\x04rest",
        b"%PDF-1.7",
        bytes(range(256)),
        "가".encode("utf-16-le") + b"\0\0",
    ],
)
def test_what_is_no_text_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(BinaryFile):
        decode(data, "x")


@pytest.mark.parametrize("data", [b"\xff\xff\xff", "안녕".encode("utf-8-sig") + b"\xff", b"\xfe\xff\x00"])
def test_another_encoding_is_refused_with_the_path_and_without_the_text(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        decode(data, "내 파일.txt")
    assert caught.value.context == {"path": "내 파일.txt"}


def test_missing_folder_and_huge_files(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    for path in (home / "없음.txt", home):
        with pytest.raises(FileMissing):
            read_text_file(path)
    huge = home / "huge.txt"
    huge.write_bytes(b"a" * (MAX_FILE_BYTES + 1))
    with pytest.raises(FileTooLarge):
        read_text_file(huge)


@given(st.binary(max_size=60))
def test_any_bytes_give_text_or_an_input_error(data: bytes) -> None:
    with contextlib.suppress(BinaryFile, UnreadableFile):
        assert "\r" not in decode(data, "x")
