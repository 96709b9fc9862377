"""Experts' remarks beside a model's."""

from dataclasses import replace

from core.critique.evidence import passages, ranked, with_evidence
from core.language.protocol import Found, Passage
from core.remark import Citation, Polarity, Remark, Source

MODEL = Remark(Source.MODEL, Polarity.IMPROVE, None, "인용", "이유")
CITATION = Citation("sample:a", 1, Polarity.IMPROVE, "대목", "말")


def test_each_remark_of_a_model_is_asked_about_once() -> None:
    remarks = (MODEL, replace(MODEL, source=Source.RULE), replace(MODEL, evidence=()), replace(MODEL, quote="둘째"))

    assert passages(remarks) == (
        Passage("0", "인용", "이유", Polarity.IMPROVE),
        Passage("3", "둘째", "이유", Polarity.IMPROVE),
    )
    assert [one.key for one in passages(remarks, {0})] == ["3"]


def test_what_was_found_goes_to_its_remark() -> None:
    first, second, third = with_evidence((MODEL,) * 3, [Found("2", (CITATION,)), Found("0", ()), Found("9", ())])

    assert (first.evidence, second.evidence, third.evidence) == ((), None, (CITATION,))


def test_without_evidence_it_comes_last_and_nothing_else_moves() -> None:
    borne_out, unknown, none = replace(MODEL, evidence=(CITATION,)), MODEL, replace(MODEL, evidence=())

    assert ranked((none, unknown, borne_out, none, borne_out)) == (1, 2, 4, 0, 3)
    assert ranked((unknown, unknown)) == (0, 1)
    assert ranked(()) == ()
