import errno
import os
from pathlib import Path

import pytest

from core.comparison.files import load_pairs, load_ratings, write_whole
from core.comparison.pairs import Pair
from core.comparison.pairs_file import pairs_file
from core.errors import FileMissing, FileNotWritten, PacketInvalid
from core.messages import sentence
from tests.core.comparison.test_packet import handed_back


def test_what_was_planned_and_handed_back_is_read(pairs: tuple[Pair, ...], tmp_path: Path) -> None:
    (tmp_path / "쌍.json").write_text(pairs_file("비교", pairs), encoding="utf-8")
    (tmp_path / "평가.json").write_text(handed_back(pairs), encoding="utf-16")  # as some editors save it

    assert load_pairs(tmp_path / "쌍.json").pairs == pairs
    assert load_ratings(tmp_path / "평가.json", "c1", pairs)[0].rater == "가람"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x01", b'{"kind": 1}'])
def test_another_file_is_refused_in_the_words_of_what_was_wanted(
    content: bytes, pairs: tuple[Pair, ...], tmp_path: Path
) -> None:
    (tmp_path / "파일").write_bytes(content)
    with pytest.raises(PacketInvalid) as plan:
        load_pairs(tmp_path / "파일")
    with pytest.raises(PacketInvalid) as ratings:
        load_ratings(tmp_path / "파일", "c1", pairs)

    assert (plan.value.context["reason"], ratings.value.context["reason"]) == ("pairs", "form")
    assert "training pairs" in sentence(plan.value).next_step
    with pytest.raises(FileMissing):
        load_pairs(tmp_path)


def test_the_old_file_is_whole_until_the_new_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "내보낸 것" / "평가지.html"
    target.parent.mkdir()
    write_whole(target, "처음")
    write_whole(target, "다음 \ud83d")
    assert target.read_text(encoding="utf-8") == "다음 ?"

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileNotWritten) as caught:
        write_whole(target, "마지막")
    assert "공간이 없어" in sentence(caught.value).what
    assert [path.name for path in target.parent.iterdir()] == ["평가지.html"]
    assert target.read_text(encoding="utf-8") == "다음 ?"
