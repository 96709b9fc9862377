"""The weights of guidance: learned from experts' choices, and those that ship are learned from the samples."""

from pathlib import Path

import pytest

from core.critique import guidance
from core.critique.guidance import SIGNS
from core.remark import Polarity, Remark, Source, Span
from tests.fakes.training_records import record
from training.__main__ import main
from training.guidance import fit, judged
from training.records import Record


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("글") / "data"
    assert main(["dataset", "samples", "--out", str(folder)]) == 0
    return folder


def test_the_shipped_weights_are_those_of_the_samples(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "guidance.toml"
    assert main(["guidance", "--data", str(data), "--out", str(out)]) == 0
    shipped = Path(guidance.__file__).parents[2] / "resources" / "prompts" / "guidance.toml"
    # Other libraries of linear algebra round otherwise.
    for made, kept in zip(_numbers(out), _numbers(shipped), strict=True):
        assert made == pytest.approx(kept, abs=0.02)


def _numbers(path: Path) -> list[float]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [float(line.partition(" = ")[2]) for line in lines if " = " in line]


def test_it_learns_what_experts_choose() -> None:
    """Experts who praise every figure and blame every promise are understood."""
    weights = fit([_record(at) for at in range(30)])
    assert weights[Polarity.GOOD]["digit"] + weights[Polarity.GOOD]["numbers"] > 1
    assert weights[Polarity.IMPROVE]["promise"] > 1
    assert weights[Polarity.IMPROVE]["digit"] < 0
    assert set(weights[Polarity.GOOD]) == {"intercept", *SIGNS}


def test_a_remark_belongs_to_the_sentence_it_overlaps_most() -> None:
    found = list(judged(_record(1)))
    assert [kind for _, kind in found] == [None, Polarity.GOOD, None, Polarity.IMPROVE]


def _record(at: int) -> Record:
    parts = (
        f"공장에서 일한 이야기 {'가나다라'[at % 4]}입니다.",
        f"불량을 {20 + at}개에서 줄였습니다.",
        "동료가 웃었습니다.",
    )
    answer = " ".join((*parts, "더 잘하겠습니다."))
    praised = answer.index("불량을")
    promised = answer.index("더 잘")
    spans = (
        (Polarity.GOOD, Span(praised - 3, praised + len(parts[1]))),
        (Polarity.IMPROVE, Span(promised, len(answer))),
    )
    remarks = tuple(
        Remark(Source.EXPERT, kind, span, answer[span.start : span.end], "까닭입니다.", "고치세요.")
        for kind, span in spans
    )
    return record(at, answer=answer, remarks=remarks)
