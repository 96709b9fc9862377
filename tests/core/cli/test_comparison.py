"""눈가림 비교 in the terminal, from planned pairs to the outcome."""

import json
from pathlib import Path

import pytest

from core import cli
from core.cli import exit_codes
from core.comparison.pairs import Answer, Candidate, Pair, ShownRemark
from core.comparison.pairs_file import pairs_file, read_pairs_file
from core.remark import Polarity


def run(*argv: str) -> int:
    return cli.main(["comparison", *argv])


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    def said(system: str, n: int) -> Candidate:
        return Candidate(system, (ShownRemark(Polarity.GOOD, "인용", f"{n}번 이유", "방향"),), "총평")

    pairs = []
    for n in range(12):
        systems = ("tuned", "experts") if n % 2 else ("experts", "tuned")
        answer = Answer(f"a{n}", "문항", f"{n}번 답변")
        pairs.append(Pair(f"p{n}", answer, said(systems[0], n), said(systems[1], n + 50)))
    file = tmp_path / "pairs.json"
    file.write_text(pairs_file("첨삭 비교", pairs, seed=4, margin=0.2), encoding="utf-8")
    return file


def ratings(planned: Path, comparison: str, rater: str, wanted: str) -> str:
    rows = [
        {
            "pair": pair.id,
            "choice": "first" if pair.first.system == wanted else "second",
            "marks": [["first", 0, "why", True]],
            "first_score": 4,
            "at": "2026-11-28T00:00:00Z",
        }
        for pair in read_pairs_file(planned.read_text(encoding="utf-8")).pairs
    ]
    whole = {"kind": "cheomsak-ratings", "form": 1, "comparison": comparison, "rater": rater, "ratings": rows}
    return json.dumps(whole, ensure_ascii=False)


def test_from_planned_pairs_to_the_outcome(
    home: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("add", str(planned)) == exit_codes.OK
    comparison = capsys.readouterr().out.strip()
    assert run("packet", comparison[:12], "--out", str(tmp_path / "평가지.html")) == exit_codes.OK
    page = (tmp_path / "평가지.html").read_text(encoding="utf-8")
    assert "11번 답변" in page
    assert "tuned" not in page
    for rater in ("가", "나"):
        (tmp_path / f"{rater}.json").write_text(ratings(planned, comparison, rater, "tuned"), encoding="utf-8")
    capsys.readouterr()
    assert run("take", comparison, str(tmp_path / "가.json"), str(tmp_path / "나.json")) == exit_codes.OK
    assert capsys.readouterr().out.count("새 평가 12건") == 2
    assert run("list") == exit_codes.OK
    assert "12쌍 가운데 12쌍 평가" in capsys.readouterr().out

    assert run("outcome", comparison) == exit_codes.OK
    shown = capsys.readouterr().out
    assert "‘tuned’ 쪽이 ‘전문가’ 쪽보다 쓸모 있었습니다. 우연으로 보기 어렵습니다.\n  12승 0패 0무" in shown
    assert "p = 0.0005" in shown
    assert "전문가 첨삭에 뒤지지 않는다고 말할 수 있습니다" in shown
    assert "왜 그런지 말하나요?\n  1.00 (12/12" in shown
    assert "승률이 0.60일 때\n  210쌍" in shown


def test_an_outcome_without_ratings_says_so(home: Path, planned: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("add", str(planned))
    comparison = capsys.readouterr().out.strip()

    assert run("outcome", comparison) == exit_codes.OK
    assert "아직 평가가 없습니다" in capsys.readouterr().out


def test_what_cannot_be_read_is_explained(home: Path, tmp_path: Path, planned: Path) -> None:
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")

    assert run("add", str(tmp_path / "absent.json")) == exit_codes.INPUT
    assert run("add", str(tmp_path / "other.json")) == exit_codes.INPUT
    assert run("outcome", "0000") == exit_codes.STORAGE
    assert run("add", str(planned)) == exit_codes.OK
