import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.critique.parse import RawRemark
from core.remark import Level, Polarity, Remark, Source, Span
from training.evaluate.critiques import Critique, from_line, to_line, written
from training.evaluate.errors import SamplesOfOther
from training.evaluate.samples_file import SamplesFile, read_samples

ABOUT = {"system": "rules", "data": "abc"}
REMARK = Remark(
    Source.RULE, Polarity.IMPROVE, Span(0, 2), "인용", "이유\n둘째 줄", "방향", "cliche.word", level=Level.CHECK
)


def test_a_critique_is_read_as_it_was_written() -> None:
    whole = Critique("a/1", 2, "원문", (REMARK,), "총평", "stop", 4, {"total_s": 1.5}, "engine.crashed")

    assert from_line(to_line(whole)) == whole
    assert "\n" not in to_line(whole)


def test_what_needs_no_model_is_written_as_a_model_would() -> None:
    found = written("a/1", (REMARK,), "총평입니다.")

    assert found.parsed().remarks == (RawRemark(Polarity.IMPROVE, "인용", "이유 둘째 줄", "방향"),)
    assert written("a/1", (), "").raw == ""


def test_a_torn_line_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    with SamplesFile(path, ABOUT) as file:
        file.add(Critique("a/1", 0, "하나"))
        file.add(Critique("b/1", 0, "둘"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    with SamplesFile(path, ABOUT) as file:
        assert list(file.critiques) == [("a/1", 0)]
        file.add(Critique("b/1", 0, "둘"))
    assert path.read_bytes() == whole
    assert [one.raw for one in read_samples(path)[1]] == ["하나", "둘"]


def test_strange_line_ends_in_a_reply_are_text(tmp_path: Path) -> None:
    strange = Critique("a/1", 0, "하나\u2028둘\x85셋\x0b넷\r다섯")
    with SamplesFile(tmp_path / "s.jsonl", ABOUT) as file:
        file.add(strange)
    with SamplesFile(tmp_path / "s.jsonl", ABOUT) as file:
        assert list(file.critiques.values()) == [strange]


def test_a_file_torn_in_its_first_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(b'{"system"')
    with SamplesFile(path, ABOUT) as file:
        assert file.critiques == {}
    assert read_samples(path) == (ABOUT, [])


def test_another_evaluation_is_not_added_to(tmp_path: Path) -> None:
    SamplesFile(tmp_path / "s.jsonl", ABOUT).__exit__(None, None, None)
    with pytest.raises(SamplesOfOther) as caught:
        SamplesFile(tmp_path / "s.jsonl", {**ABOUT, "data": "other", "model": "m"})

    assert caught.value.context["changed"] == "data, model"


def test_a_killed_writer_loses_nothing_it_said_it_had_written(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    program = f"""
import sys
from pathlib import Path
from training.evaluate.critiques import Critique
from training.evaluate.samples_file import SamplesFile
file = SamplesFile(Path({str(path)!r}), {ABOUT!r})
for number in range(10**6):
    file.add(Critique(f"a{{number}}/1", 0, "가" * 5000))
    print(number, flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    told = [int(writer.stdout.readline()) for _ in range(20)]
    os.kill(writer.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    told += [int(line) for line in writer.stdout.read().split()]
    writer.stdout.close()
    writer.wait()
    with SamplesFile(path, ABOUT) as file:
        assert len(file.critiques) in {len(told), len(told) + 1}
        assert {f"a{number}/1" for number in told} <= {item for item, _ in file.critiques}
