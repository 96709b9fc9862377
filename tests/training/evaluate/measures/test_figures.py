"""Single measures on cases made by hand, where the sums can be told by looking."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score, matthews_corrcoef

from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from training.evaluate.critiques import Critique, written
from training.evaluate.items import Pool
from training.evaluate.measures import MEASURES, grade, grounding, hygiene, likelihood, location, memorisation, polarity
from training.evaluate.measures.coverage import SAME_ISSUE, issues, matched
from training.evaluate.measures.measure import Case, Language, Likelihood, Setting
from training.evaluate.measures.memorisation import TrainingText
from training.evaluate.measures.specificity import without_copies
from training.records import Record

ANSWER = "재고를 1,200개 셌습니다. Python으로 표를 만들었습니다. 최선을 다하겠습니다."
FIRST, SECOND, THIRD = (Span(0, 15), Span(16, 35), Span(36, len(ANSWER)))


def remark(span: Span | None, polarity: Polarity = Polarity.IMPROVE, reason: str = "장면이 없습니다.") -> Remark:
    quote = ANSWER[span.start : span.end] if span else ""
    return Remark(Source.EXPERT, polarity, span, quote, reason, "한 일을 쓰세요.")


RECORD = Record(
    "r/1",
    "r",
    "지원 동기를 쓰시오.",
    QuestionType.MOTIVATION,
    ANSWER,
    (remark(FIRST, Polarity.GOOD), remark(THIRD)),
    "수치가 좋습니다.",
    company="가람유통",
    grade=4,
)


def case(language: Language, critique: Critique, setting: Setting | None = None, **more: Likelihood) -> Case:
    return Case(RECORD, critique, setting or Setting(Pool([RECORD]), language), **more)


def raw(language: Language, text: str, finish: str = "end_of_text") -> Case:
    return case(language, Critique("r/1", 0, text, finish=finish))


def test_figures_and_names_that_were_not_given(without_kiwi: Language) -> None:
    found = raw(
        without_kiwi,
        '아쉬운 점 | "재고를 1200개 셌습니다" | 1,200개는 좋지만 37%가 없습니다. | Python과 Excel을 쓰세요.\n'
        '좋은 점 | "없는 말을 인용했습니다" | 좋습니다. | 더 쓰세요.\n총평 | 좋습니다.',
    )

    assert grounding.numbers(found) == (1, 2)
    assert grounding.names(found) == (1, 2)
    assert grounding.quotes(found) == (1, 2)
    assert grounding.verbatim(found) == (0, 2)
    assert grounding.raw(found) == (0, 2)


def test_a_limit_and_a_company_were_given(without_kiwi: Language) -> None:
    record = replace(RECORD, limit=700, company="KT&G")
    critique = Critique(
        "r/1", 0, '아쉬운 점 | "최선을 다하겠습니다" | 700자 제한입니다. | KT&G에 맞추세요.\n총평 | 끝.'
    )
    found = Case(record, critique, Setting(Pool([record]), without_kiwi))

    assert grounding.raw(found) == (1, 1)


def test_what_a_user_sees_is_judged_apart(without_kiwi: Language) -> None:
    wrong = replace(remark(FIRST), quote="다른 말", reason="99점입니다.")
    found = case(without_kiwi, Critique("r/1", 0, "", (remark(THIRD), wrong)))

    assert grounding.shown_quotes(found) == (1, 2)
    assert grounding.shown_figures(found) == (1, 2)


def test_an_end_by_an_error_is_no_end(without_kiwi: Language) -> None:
    failed = case(without_kiwi, Critique("r/1", 0, "", error="engine.crashed"))

    assert hygiene.ends(failed) == (0, 1)
    assert hygiene.failed(failed) == (1, 1)
    assert hygiene.ends(raw(without_kiwi, "", finish="")) is None


def test_words_said_again_are_counted(without_kiwi: Language) -> None:
    repeated, total = hygiene.repetition(raw(without_kiwi, "총평 | " + "하나 둘 셋 " * 4))

    assert (repeated, total) == (7, 10)


def test_half_of_a_reply_in_another_script(without_kiwi: Language) -> None:
    assert hygiene.korean(raw(without_kiwi, "총평 | 가나다 abc")) == (3, 6)


def test_sentences_marked_by_both(without_kiwi: Language) -> None:
    found = case(without_kiwi, written("r/1", (remark(FIRST), remark(SECOND)), "끝."))

    assert location.sentences(found) == pytest.approx((1, 2, 2, 4 / 3))
    assert location.characters(found)[:2] == (15, 15 + 19 + len(ANSWER) - 36)


def test_chance_is_what_a_lottery_gives() -> None:
    chance = np.random.default_rng(0)
    ours, theirs, total = 4, 3, 11
    drawn = [
        len(set(chance.choice(total, ours, replace=False)) & set(chance.choice(total, theirs, replace=False)))
        for _ in range(20_000)
    ]
    sums = np.array([np.mean(drawn), ours, theirs, ours * theirs / total])

    assert location.f1_over_chance(sums) == pytest.approx(0, abs=0.01)


def test_polarity_is_scikits() -> None:
    chance = np.random.default_rng(1)
    theirs = chance.integers(0, 2, 200)
    ours = np.where(chance.random(200) < 0.7, theirs, 1 - theirs)
    counts = np.array([np.sum((ours == a) & (theirs == b)) for a in (0, 1) for b in (0, 1)], dtype=np.float64)

    assert polarity.macro_f1(counts) == pytest.approx(f1_score(theirs, ours, average="macro"))
    assert polarity.mcc(counts) == pytest.approx(matthews_corrcoef(theirs, ours))


def test_grades_are_scikits_and_scipys() -> None:
    chance = np.random.default_rng(2)
    theirs = chance.integers(1, 6, 300)
    ours = np.clip(theirs + chance.integers(-1, 3, 300), 1, 5)
    sums = np.zeros((5, 5))
    np.add.at(sums, (ours - 1, theirs - 1), 1)
    table = sums.ravel()

    assert grade.qwk(table) == pytest.approx(cohen_kappa_score(ours, theirs, weights="quadratic"))
    assert grade.spearman(table) == pytest.approx(spearmanr(ours, theirs).statistic)
    assert grade.exact(table) == pytest.approx(np.mean(ours == theirs))
    assert grade.adjacent(table) == pytest.approx(np.mean(abs(ours - theirs) <= 1))
    assert grade.bias(table) == pytest.approx(np.mean(ours - theirs))


def test_one_issue_is_matched_once() -> None:
    assert matched(np.full((3, 1), SAME_ISSUE)) == 1
    assert matched(np.array([[0.9, 0.8], [0.8, 0.1]])) == 2
    assert matched(np.full((2, 2), SAME_ISSUE - 0.01)) == 0
    assert matched(np.zeros((0, 3))) == 0


def test_the_same_issue_needs_place_polarity_and_meaning(without_kiwi: Language) -> None:
    same, elsewhere, turned, other = (
        remark(THIRD),
        remark(SECOND),
        remark(THIRD, Polarity.GOOD),
        remark(THIRD, reason="xyz"),
    )
    other = replace(other, advice="qqq")

    found = [issues(case(without_kiwi, written("r/1", (one,), "끝."))) for one in (same, elsewhere, turned, other)]
    assert [one[0] for one in found] == [1, 0, 0, 0]


def test_copies_are_left_out_of_what_is_said() -> None:
    said = without_copies(
        "재고를 1,200개 셌습니다. 여기서 Python으로 표를 만들었습니다라고 하니 Python이 좋습니다.", [RECORD]
    )

    assert "셌" not in said
    assert "표를" not in said
    assert "python이 좋습니다" in said


def test_log_probabilities_that_were_given(without_kiwi: Language) -> None:
    found = case(without_kiwi, Critique("r/1", 0, ""), likelihood=Likelihood(-20.0, 10, (-30.0, -20.0, -10.0)))

    assert likelihood.loss(found) == (20, 10)
    assert likelihood.preference(found) == (1.5, 3)


def test_a_training_remark_that_is_repeated(without_kiwi: Language) -> None:
    text = "".join(chr(0xAC00 + n) for n in range(200))
    known = TrainingText([text, "짧은 첨삭"])

    for start in range(60):
        assert known.longest_common(f"앞 {text[start : start + 50]} 뒤") >= 50
    assert known.longest_common(text[::-1]) == 0
    setting = Setting(Pool([RECORD]), without_kiwi, known.longest_common, ("심은말",))
    reply = f'아쉬운 점 | "최선을 다하겠습니다" | {text[10:70]} | 쓰세요.\n총평 | 심은말'
    found = case(without_kiwi, Critique("r/1", 0, reply), setting)
    assert memorisation.copied(found) == (1, 1)
    assert memorisation.canary(found) == (1, 1)
    other = case(without_kiwi, Critique("r/1", 0, f"총평 | {text[10:40]}"), setting)
    assert (memorisation.copied(other), memorisation.canary(other)) == ((0, 1), (0, 1))


def test_every_measure_has_a_figure_for_a_row_of_sums(without_kiwi: Language) -> None:
    """Resamples ask for many rows at once; nothing measured must give no figure and no warning."""
    found = case(without_kiwi, written("r/1", (remark(FIRST),), "끝.", grade=4, costs={"total_s": 1.0}))
    for measure in MEASURES:
        if measure.name.startswith("specificity") or (vector := measure.of(found)) is None:
            continue
        rows = np.stack([np.asarray(vector, dtype=np.float64), np.zeros(len(vector))])
        values = measure.value(rows)
        assert values.shape == (2,)
        assert math.isnan(values[1]) or values[1] == 0
