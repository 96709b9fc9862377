"""Systems with a model, asked through a real engine process with a scripted backend in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.models.catalog import ModelEntry
from core.models.user_model import gguf_entry
from tests.fakes.fake_backend import Script, fake_engine_argv
from tests.fakes.model_files import gguf_bytes, write_adapter
from training.evaluate.bench import Bench
from training.evaluate.data import Data
from training.evaluate.items import Pool, content_hash
from training.evaluate.model_systems import Model, ModelSystem
from training.evaluate.run import sample
from training.records import Record

REPLY = '아쉬운 점 | "{quote}" | 장면이 없습니다. | 한 일을 쓰세요.\n총평 | 더 쓰세요.'


@pytest.fixture
def record(pool: Pool) -> Record:
    return pool.items[0]


@pytest.fixture
def entry(tmp_path: Path) -> ModelEntry:
    file = tmp_path / "m.gguf"
    file.write_bytes(gguf_bytes())
    return replace(gguf_entry(file, "file:m.gguf", file.stat().st_size), memory_bytes=1)


def system(entry: ModelEntry, script: Script, path: str = "m.gguf") -> ModelSystem:
    return ModelSystem("base:m.gguf", Model(entry, None, path), 3, argv=fake_engine_argv(script))


def test_a_critique_as_the_program_would_show_it(record: Record, entry: ModelEntry) -> None:
    quote = record.remarks[0].quote
    asked = system(entry, Script(reply=REPLY.replace("{quote}", quote)))
    first, second = asked.critique(record, 0), asked.critique(record, 1)
    asked.close()

    assert [one.error for one in (first, second)] == ["", ""]
    assert any(one.quote == quote for one in first.remarks)
    assert first.overall == "더 쓰세요."
    assert first.finish == "end_of_text"
    assert first.costs["total_s"] > 0
    assert first.costs["peak_bytes"] > 1_000_000
    assert "load_s" in first.costs
    assert "load_s" not in second.costs
    assert second.seed == 1


def test_a_crash_is_one_critique_and_not_the_end(record: Record, entry: ModelEntry) -> None:
    asked = system(entry, Script(crash="exit", after=3))
    found = [asked.critique(record, seed) for seed in (0, 1)]
    asked.close()

    assert [one.error for one in found] == ["engine.crashed"] * 2
    assert all(one.costs["total_s"] > 0 for one in found)


def test_an_answer_that_is_too_long_is_told(record: Record, entry: ModelEntry) -> None:
    asked = system(entry, Script())
    found = asked.critique(replace(record, answer=record.answer * 40), 0)
    asked.close()

    assert found.error == "critique.too_long"
    assert found.raw == ""


def test_the_opening_that_the_program_wrote_is_part_of_the_reply(record: Record, entry: ModelEntry) -> None:
    vague = replace(record, answer="최선을 다해 노력하겠습니다. 항상 열정을 가지고 성실하게 임하겠습니다.")
    asked = system(entry, Script(reply=" 장면이 없습니다. | 한 일을 쓰세요.\n총평 | 더 쓰세요."))
    found = asked.critique(vague, 0)
    asked.close()

    assert found.raw.startswith("아쉬운 점 | ")
    assert found.parsed().remarks[0].reason == "장면이 없습니다."
    assert found.remarks[0].quote in vague.answer


def test_three_seeds_of_every_answer(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(gguf_bytes())
    some = pool.items[:2]
    bench = Bench(
        Data("some", Pool(some), some, some, content_hash(some)), tmp_path / "out", 3, engine=fake_engine_argv()
    )
    found = sample(bench, f"base:{file}", {}, lambda _name, todo: todo)

    assert {seed for _, seed in found} == {0, 1, 2}
    assert len(found) == 6
    assert all(one.raw for one in found.values())


def test_critiques_that_other_weights_guided_are_not_gone_on_with(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(gguf_bytes())
    some = pool.items[:1]
    bench = Bench(Data("some", Pool(some), some, some, content_hash(some)), tmp_path / "out", 1)
    free, before = bench.about(f"base:{file}"), bench.about(f"guided-base:{file}")
    monkeypatch.setattr("training.evaluate.bench.weights_version", lambda: "fitted again")

    assert bench.about(f"base:{file}") == free
    assert bench.about(f"guided-base:{file}") != before


def test_a_shown_essay_is_one_that_retrieval_may_know_with_and_without_an_adapter(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = "base_model.model.model.layers.1.self_attn.q_proj"
    sizes: dict[str, tuple[int, ...]] = {f"{layer}.lora_A.weight": (4, 8), f"{layer}.lora_B.weight": (8, 4)}
    file, adapter = tmp_path / "m.gguf", write_adapter(tmp_path / "어댑터", tensors=sizes)
    file.write_bytes(gguf_bytes())
    monkeypatch.setattr("training.evaluate.few_shot._REPLY_TOKENS", 0)  # the file's context holds little more than both
    record, some = pool.items[0], pool.items[:8]
    bench = Bench(Data("some", Pool([record]), (record,), some, content_hash(some)), tmp_path / "out", 1)
    for name, tuned in ((f"few-shot:{file}", False), (f"guided-tuned-retrieval:{file}@{adapter}", True)):
        system = bench.open(name, {})
        assert isinstance(system, ModelSystem)
        job = system.job(record, 0)

        (shown,) = [one for one in some if one.reply(job.form) in job.generate.prompt]
        assert shown.essay_id not in bench.data.pool.hidden_from_retrieval(record)
        assert record.answer in job.generate.prompt
        assert (job.load.adapter_path is not None) is tuned
        assert (job.guide is not None) is tuned
