"""The text that a command is to look at: a file, or standard input for "-"."""

import sys
from pathlib import Path

from core.errors import AnswerEmpty, FileTooLarge
from core.text import MAX_FILE_BYTES, decode, read_text_file

HELP = "글이 든 텍스트 파일(UTF-8, CP949); -는 표준 입력"


def read_text(file: str) -> str:
    """The text, which may be empty. Raises InputError."""
    if file != "-":
        return read_text_file(Path(file).expanduser())
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileTooLarge(path="-", limit=MAX_FILE_BYTES)
    return decode(data, "-")


def read_answer(file: str) -> str:
    """The same, raising AnswerEmpty when nothing is written in it."""
    text = read_text(file)
    if not text.strip():
        raise AnswerEmpty
    return text
