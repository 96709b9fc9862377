"""`python -m training evaluate` and `pairs`, as a maintainer types them."""

import json
from pathlib import Path

import pytest

from core.comparison.pairs_file import read_pairs_file
from training.__main__ import main
from training.evaluate.items import Pool


@pytest.fixture
def own(pool: Pool, tmp_path: Path) -> Path:
    """A dozen answers in a file, as somebody else's data would come."""
    rows = [
        {
            "question": one.question,
            "answer": one.answer,
            "company": one.company,
            "overall": one.overall,
            "remarks": [
                {"polarity": said.polarity, "quote": said.quote, "reason": said.reason, "advice": said.advice}
                for said in one.remarks
            ],
        }
        for one in pool.items[:12]
    ]
    file = tmp_path / "내 자료.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def test_evaluate_and_pairs(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "평가"
    systems = ["template", "experts", "mismatched:experts"]
    assert main(["evaluate", "--systems", *systems, "--data", str(own), "--most", "9", "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out / "report.html")
    assert sorted(file.suffix for file in (out / "results").iterdir()) == [".json"] * 3

    file = tmp_path / "쌍.json"
    versus = ["--versus", "experts", "mismatched:experts"]
    assert main(["pairs", "--from", str(out), *versus, "--data", str(own), "--out", str(file), "--margin", "0.05"]) == 0
    planned = read_pairs_file(file.read_text(encoding="utf-8"))
    assert f"{len(planned.pairs)} pairs" in capsys.readouterr().out
    assert planned.margin == 0.05
    assert 0 < len(planned.pairs) <= 9


def test_likelihoods_are_asked_of_models_alone(own: Path, tmp_path: Path) -> None:
    out = tmp_path / "평가"
    systems = ["template", "mismatched:template"]
    assert main(["evaluate", "--likelihood", "--systems", *systems, "--data", str(own), "--out", str(out)]) == 0

    assert not (out / "likelihoods").exists()
    assert len(list((out / "results").iterdir())) == 2


def test_what_cannot_be_evaluated_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--systems", "nobody", "--out", str(tmp_path / "o")]) == 1

    assert "모르는 평가 대상입니다: nobody" in capsys.readouterr().err
