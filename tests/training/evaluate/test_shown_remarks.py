"""An expert's line on a like passage stands before the line that is begun, in the prompt and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.critique.parse import parse
from core.critique.prompt import OVERALL_LABEL, opening
from core.engine.protocol import Generate, Sampling
from core.models.user_model import gguf_entry
from core.remark import Polarity
from tests.fakes.fake_backend import Script, fake_engine_argv
from tests.fakes.model_files import gguf_bytes
from training.evaluate.bench import Bench
from training.evaluate.data import Data
from training.evaluate.errors import SystemUnknown
from training.evaluate.items import Pool, content_hash
from training.evaluate.model_systems import Model, ModelSystem
from training.evaluate.shown_remarks import ShownRemarks
from training.records import Record

NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def known(pool: Pool) -> ShownRemarks:
    return ShownRemarks(pool.items[:10])


def asked(beginning: str) -> Generate:
    return Generate("1", f"글\n앞선 줄\n{beginning}", Sampling())


def test_what_an_expert_said_of_the_same_words_is_shown(pool: Pool, known: ShownRemarks) -> None:
    for record in pool.items[:10]:
        for remark in record.remarks:
            before, line, beginning = known.shown(asked(opening(remark.polarity, remark.quote)), NOBODY).prompt.rsplit(
                "\n", 2
            )
            (said,) = parse(line).remarks
            assert (said.polarity, said.reason) == (remark.polarity, remark.reason)
            assert said.quote in remark.quote  # the parser takes quotation marks off
            assert (before, beginning) == ("글\n앞선 줄", opening(remark.polarity, remark.quote))


def test_it_is_of_the_same_polarity_and_of_nobody_who_must_not_speak(pool: Pool, known: ShownRemarks) -> None:
    record = pool.items[0]
    remark = record.remarks[0]
    other = next(one for one in Polarity if one is not remark.polarity)

    turned = known.nearest(opening(other, remark.quote), NOBODY)
    without = known.nearest(opening(remark.polarity, remark.quote), frozenset({record.essay_id}))

    assert turned is not None
    assert parse(turned).remarks[0].polarity is other
    assert without is not None
    assert parse(without).remarks[0].quote != remark.quote


def test_nothing_is_shown_before_the_last_line_or_when_all_are_hidden(pool: Pool, known: ShownRemarks) -> None:
    last = asked(f"{OVERALL_LABEL} |")
    first = asked(opening(Polarity.GOOD, "재고를 세었습니다."))

    assert known.shown(last, NOBODY) is last
    assert known.shown(first, frozenset(one.essay_id for one in pool.items)) is first


def test_it_is_no_part_of_the_reply(pool: Pool, known: ShownRemarks, tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(gguf_bytes())
    entry = replace(gguf_entry(file, "file:m.gguf", file.stat().st_size), memory_bytes=1)
    prompts: list[str] = []

    def ask(generate: Generate, _record: Record) -> Generate:
        found = known.shown(generate, NOBODY)
        prompts.append(found.prompt)
        return found

    script = Script(reply=" 장면이 없습니다. | 한 일을 쓰세요.\n")
    system = ModelSystem("x", Model(entry, None, "m.gguf"), 1, argv=fake_engine_argv(script), guided=True, ask=ask)
    record = pool.items[20]
    found = system.critique(record, 0)
    system.close()

    assert found.error == ""
    assert len(prompts) == len(found.parsed().remarks) + 1 >= 3
    for prompt in prompts[:-1]:
        line = prompt.rsplit("\n", 2)[1]
        assert line not in found.raw
        assert parse(line).remarks[0].quote not in record.answer


def test_it_is_only_there_with_guidance(pool: Pool, tmp_path: Path) -> None:
    some = pool.items[:2]
    bench = Bench(Data("some", Pool(some), some, some, content_hash(some)), tmp_path / "out")

    with pytest.raises(SystemUnknown):
        bench.about("tuned-remarks:starter-0.5b@adapter")
