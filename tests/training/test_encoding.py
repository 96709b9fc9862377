"""Token ids as the engine has them; a reply is never cut, whatever the context."""

from dataclasses import replace

import pytest

from core.critique.parse import parse
from core.critique.prompt import PromptFormat
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.remark import Span
from tests.fakes.training_records import record, records
from tests.fakes.workshop import Workshop
from training.encoding import encode, encode_all, shorten
from training.errors import PairsTooLong
from training.preference import preferences
from training.records import Record

pytestmark = pytest.mark.needs_torch


@pytest.fixture
def tokenizer(workshop: Workshop) -> HubTokenizer:
    return HubTokenizer(workshop.base("gpt_neox"))


def long_record(sentences: int) -> Record:
    """An answer of many sentences with a remark on the first and one on the last."""
    one = record(1)
    first, last = one.remarks
    body = " ".join(f"{number}번째로 재고 기록을 살펴 비용 {number}건을 줄였습니다." for number in range(sentences))
    answer = f"{one.answer} {body}"
    start = answer.rindex(f"{sentences - 1}번째로")
    return replace(
        one, answer=answer, remarks=(first, replace(last, span=Span(start, len(answer)), quote=answer[start:]))
    )


@pytest.mark.parametrize("form", PromptFormat)
def test_prompt_and_reply_are_those_of_the_program(form: PromptFormat, tokenizer: HubTokenizer) -> None:
    one = record(3)

    example = encode(one, tokenizer, form)

    assert tokenizer.decode(example.ids[: example.prompt].tolist()) == tokenizer.decode(
        tokenizer.encode(one.prompt(form).text)
    )
    assert tokenizer.decode(example.ids[example.prompt :].tolist()) == one.reply()
    assert int(example.ids[-1]) in tokenizer.control_ids((Record.reply_end(form),))
    assert example.reply == len(example.ids) - example.prompt


def test_a_long_answer_is_cut_at_a_sentence_and_its_remarks_with_it(tokenizer: HubTokenizer) -> None:
    form, one = PromptFormat.PLAIN, long_record(40)
    context = len(encode(one, tokenizer, form).ids) // 2

    short = shorten(one, tokenizer, form, context)

    assert short is not None
    assert len(encode(short, tokenizer, form).ids) <= context
    assert one.answer.startswith(short.answer)
    assert short.answer.endswith("줄였습니다.")
    assert len(short.answer) > len(one.answer) // 4
    assert short.remarks == one.remarks[:1]
    assert parse(short.reply()).overall == one.overall


def test_what_fits_is_left_as_it_is_and_what_never_can_is_left_out(
    tokenizer: HubTokenizer, caplog: pytest.LogCaptureFixture
) -> None:
    form = PromptFormat.PLAIN
    fits = list(records(3))
    context = max(len(encode(one, tokenizer, form).ids) for one in fits)
    hopeless = replace(long_record(40), remarks=long_record(40).remarks[1:])

    found, shortened = encode_all([*fits, long_record(40), hopeless], tokenizer, form, context)

    assert [one.id for one in found[:3]] == [one.id for one in fits]
    assert (len(found), shortened) == (4, 1)
    assert all(len(one.ids) <= context for one in found)
    assert "1 records do not fit" in caplog.text
    with pytest.raises(PairsTooLong):
        encode_all(fits, tokenizer, form, 40)


def test_preferences_differ_in_nothing_but_what_is_said(tokenizer: HubTokenizer) -> None:
    found = list(records(40))

    pairs = preferences(found, tokenizer, PromptFormat.PLAIN, context=640, count=50, seed=1)

    assert len(pairs) == 50
    assert len({pair.true.ids.tobytes() for pair in pairs}) == 50
    by_id = {one.id: one for one in found}
    for pair in pairs:
        one = by_id[pair.true.id]
        head = pair.true.ids[: pair.true.prompt].tolist()
        said, other = (tokenizer.decode(ex.ids[ex.prompt :].tolist()) for ex in (pair.true, pair.other))
        assert head == pair.other.ids[: pair.other.prompt].tolist()
        assert tokenizer.decode(head).endswith('" |')
        assert f" {one.remarks[0].reason} | {one.remarks[0].advice}\n" == said or one.remarks[1].reason in said
        assert said != other
        assert other.split(" | ")[0].strip() not in {remark.reason for remark in one.remarks}
        assert abs(len(said) - len(other)) < 10


def test_preferences_need_others_of_the_same_type(tokenizer: HubTokenizer) -> None:
    same = [record(number, company="가람유통") for number in range(12)]

    assert preferences(same, tokenizer, PromptFormat.PLAIN, context=640, count=50, seed=1) == []
    assert preferences([record(1)], tokenizer, PromptFormat.PLAIN, context=640, count=50, seed=1) == []
    assert preferences(list(records(40)), tokenizer, PromptFormat.PLAIN, context=64, count=50, seed=1) == []
