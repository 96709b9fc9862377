"""What the program chooses to judge, and how."""

from core.critique.gate import Gate
from core.critique.guidance import SIGNS, Passage, choose, passages, read_sentences
from core.critique.parse import parse
from core.critique.prompt import Request, opening
from core.remark import Polarity, Span

ANSWER = (
    "저는 항상 최선을 다하는 성실한 인재입니다. 편의점에서 석 달 동안 폐기를 하루 30개에서 12개로 줄였습니다.\n\n"
    "날씨와 요일을 적은 표를 만들어 발주량을 바꾸었기 때문입니다. 귀사에서도 모든 일에 열정을 다하겠습니다."
)


def passage(start: int, good: float, improve: float) -> Passage:
    return Passage(Span(start, start + 5), f"문장 {start}", {Polarity.GOOD: good, Polarity.IMPROVE: improve})


def test_sentences_know_where_they_stand() -> None:
    found = read_sentences(Request("지원 동기를 쓰시오.", ANSWER, company="가람유통"))
    assert [ANSWER[one.span.start : one.span.end] for one in found] == [one.text for one in found]
    assert [one.place for one in found] == [0.0, 1 / 3, 2 / 3, 1.0]
    assert [one.first for one in found] == [True, False, False, False]
    assert [one.last for one in found] == [False, False, False, True]
    assert [one.begins_paragraph for one in found] == [True, False, True, False]
    signs = [{name: sign(one) for name, sign in SIGNS.items()} for one in found]
    assert [one["digit"] for one in signs] == [0, 1, 0, 0]
    assert [one["promise"] for one in signs] == [0, 0, 0, 1]
    assert [one["company"] for one in signs] == [0, 0, 0, 1]
    assert signs[0]["vague"] == 3
    assert signs[1]["vague"] == 0
    assert signs[0]["findings"] > 0  # a cliché that the checks know


def test_a_deed_with_figures_is_praised_and_a_promise_is_not() -> None:
    found = {one.quote: one for one in passages(Request("지원 동기를 쓰시오.", ANSWER))}
    deed = found["편의점에서 석 달 동안 폐기를 하루 30개에서 12개로 줄였습니다."]
    promise = found["귀사에서도 모든 일에 열정을 다하겠습니다."]
    assert deed.polarity is Polarity.GOOD
    assert promise.polarity is Polarity.IMPROVE
    for one in found.values():
        assert 0 < sum(one.chances.values()) < 1


def test_what_cannot_be_quoted_whole_is_left_out() -> None:
    long = "저는 " + "아주 " * 60 + "오래 걸었습니다."
    answer = f'네. {long} 그는 "좋다"고 말했습니다. 공장에서 두 해를 일했습니다.'
    assert [one.quote for one in passages(Request("", answer))] == ["공장에서 두 해를 일했습니다."]
    assert passages(Request("", "")) == ()


def test_as_many_are_chosen_as_an_expert_would_and_in_the_order_of_the_text() -> None:
    found = [passage(10 * at, 0.1, 0.01 * at) for at in range(40)]
    assert [len(choose(found, count)) for count in (2, 3, 8, 12, 16, 40)] == [2, 2, 3, 3, 4, 5]
    assert len(choose(found[:1], 1)) == 1
    chosen = choose(found, 15)
    assert [one.span.start for one in chosen] == [360, 370, 380, 390]
    assert all(one.polarity is Polarity.IMPROVE for one in chosen)


def test_every_beginning_is_read_back_and_found_in_the_answer() -> None:
    for one in passages(Request("지원 동기를 쓰시오.", ANSWER)):
        read = parse(f"{opening(one.polarity, one.quote)} 까닭입니다. | 고치세요.").remarks
        assert [(remark.polarity, remark.quote) for remark in read] == [(one.polarity, one.quote)]
        assert Gate(ANSWER).anchor(read[0]) == one.span
