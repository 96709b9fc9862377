import numpy as np
import pytest

from training.evaluate.measures.surface import chrf_score, common_subsequence, counts

# (hypothesis, reference, chrF++ of sacreBLEU 2.6.0 with word_order=2)
PAIRS = [
    (
        "한 일을 동사로 쓰세요. 숫자를 더하면 좋습니다.",
        "무엇을 했는지 동사로 쓰고, 숫자를 하나 더하세요.",
        19.619843055419274,
    ),
    ("저는 고객을 최우선으로 생각합니다.", "귀사는 고객을 최우선으로 생각하는 기업입니다.", 49.030280608260455),
    ("같은 문장입니다.", "같은 문장입니다.", 100.0),
    ("전혀 다름", "Nothing alike here", 0.0),
    ('"재고 오차"를 3% 줄인 점이 좋습니다!', '"재고 오차" 3%라는 수치가 좋습니다.', 32.040667899587206),
]


@pytest.mark.parametrize(("hypothesis", "reference", "score"), PAIRS)
def test_chrf_is_sacrebleus(hypothesis: str, reference: str, score: float) -> None:
    assert 100 * float(chrf_score(np.array(counts(hypothesis, reference)))) == pytest.approx(score)


def test_chrf_of_a_set_is_of_its_sums() -> None:
    sums = np.sum([counts(hypothesis, reference) for hypothesis, reference, _ in PAIRS], axis=0)

    assert 100 * float(chrf_score(sums)) == pytest.approx(33.26006726079519)


@pytest.mark.parametrize(
    ("one", "other", "length"), [("ABCBDAB", "BDCABA", 4), ("", "가", 0), ("가나다", "가나다", 3), ("가나", "나가", 1)]
)
def test_longest_common_subsequence(one: str, other: str, length: int) -> None:
    assert common_subsequence(one, other) == length == common_subsequence(other, one)
