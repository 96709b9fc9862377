"""The verbs, as a maintainer types them."""

from pathlib import Path

import pytest

from training.__main__ import main


def test_from_the_samples_to_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, folder = tmp_path / "자료", tmp_path / "실험"

    assert main(["dataset", "samples", "--out", str(data)]) == 0
    assert main(["new", "polyglot-t4", str(folder), "--data", str(data), "--base", str(tmp_path / "없는 모델")]) == 0
    assert main(["plan", str(folder)]) == 0

    out = capsys.readouterr().out
    assert "'train': 324" in out
    assert "글 324편 × 3회, t4" in out
    assert "예상 시간" in out


def test_errors_are_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jsonl").write_text('{"질문": "a"}\n', encoding="utf-8")

    assert main(["dataset", str(tmp_path / "a.jsonl"), "--out", str(tmp_path / "data")]) == 1
    assert main(["train", str(tmp_path)]) == 1

    error = capsys.readouterr().err
    assert "a.jsonl, 1번째 줄" in error
    assert "[training.dataset]" in error
    assert "[training.config]" in error
