"""Experts' remarks scored by a model: what is asked, what is kept, and that the figures are those of transformers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from core.critique.prompt import PromptFormat
from core.errors import EngineCrashed
from tests.fakes.fake_backend import Script, fake_engine_argv
from tests.fakes.model_files import gguf_bytes
from training.evaluate.bench import Bench
from training.evaluate.data import Data
from training.evaluate.items import Pool, content_hash
from training.evaluate.likelihoods import has_likelihoods, likelihoods
from training.evaluate.measures.measure import Language, Setting
from training.evaluate.run import evaluate
from training.preference import matches
from training.records import Record

Todo = Sequence[tuple[Record, int]]


def walk(_name: str, todo: Todo) -> Iterable[tuple[Record, int]]:
    return todo


@pytest.fixture
def few(pool: Pool) -> Pool:
    """Two companies' answers to either question at least."""
    return Pool([*pool.items[:4], *pool.items[21:25]])


@pytest.fixture
def model(tmp_path: Path) -> str:
    file = tmp_path / "m.gguf"
    file.write_bytes(gguf_bytes())
    return str(file)


def bench_of(pool: Pool, folder: Path, script: Script) -> Bench:
    data = Data("samples", pool, pool.items, pool.items, content_hash(pool.items))
    return Bench(data, folder / "평가", 1, engine=fake_engine_argv(script))


def test_a_model_that_knows_an_experts_words_prefers_them(few: Pool, model: str, tmp_path: Path) -> None:
    first = few.items[0]
    script = Script(likely=tuple(remark.reason for remark in first.said))
    bench = bench_of(few, tmp_path, script)

    found = likelihoods(bench, f"base:{model}", walk)

    assert found.keys() == few.by_id.keys()
    for item, one in found.items():
        matched = [match for match in matches(few.items, 0) if match.record.id == item]
        assert len(one.foreign) == len(matched)
        # The fake counts code points, and gives each -1, or -0.1 where it reads words that it knows.
        reply = few.by_id[item].reply(PromptFormat.CHATML)
        assert one.tokens == len(reply)
        assert one.true == pytest.approx(-(0.1 if item == first.id else 1.0) * len(reply))
    assert found[first.id].foreign
    assert all(value < found[first.id].true for value in found[first.id].foreign)
    unknown = [one for item, one in found.items() if item != first.id]
    # One of somebody else's remarks may be the known one: then it is preferred, and wrongly.
    assert all(value >= one.true - 1e-6 for one in unknown for value in one.foreign)


def test_the_figures_reach_the_results(few: Pool, model: str, tmp_path: Path, without_kiwi: Language) -> None:
    bench = bench_of(few, tmp_path, Script())
    name = f"base:{model}"
    names = [name, "experts", f"mismatched:{name}"]
    assert [one for one in names if has_likelihoods(bench, one)] == [name]

    asked = {name: likelihoods(bench, name, walk)}
    files = evaluate(bench, names, Setting(few, without_kiwi), walk, resamples=50, likelihoods=asked)

    measures = {file.stem: json.loads(file.read_text("utf-8"))["measures"] for file in files}
    (with_model,) = [found for found in measures.values() if "likelihood.loss" in found]
    assert with_model["likelihood.loss"]["value"] == pytest.approx(1.0)
    assert with_model["likelihood.preference"]["value"] == pytest.approx(0.5)  # all alike


def test_what_is_there_is_not_asked_for_again(few: Pool, model: str, tmp_path: Path) -> None:
    name = f"base:{model}"
    seen: list[int] = []

    def interrupted(_name: str, todo: Todo) -> Iterable[tuple[Record, int]]:
        seen.append(len(todo))
        yield from todo[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        likelihoods(bench_of(few, tmp_path, Script()), name, interrupted)

    def on(_name: str, todo: Todo) -> Todo:
        seen.append(len(todo))
        return todo

    # Another engine would say something else: what is kept is what the first one said.
    later = likelihoods(bench_of(few, tmp_path, Script(likely=("다",))), name, on)

    assert seen == [8, 5]
    rates = [round(-one.true / one.tokens, 6) for one in later.values()]
    assert sorted(rates) == [0.1] * 5 + [1.0] * 3
    assert likelihoods(bench_of(few, tmp_path, Script()), name, walk) == later


def test_an_engine_that_dies_is_told_and_what_was_done_stays(few: Pool, model: str, tmp_path: Path) -> None:
    name = f"base:{model}"
    with pytest.raises(EngineCrashed):
        likelihoods(bench_of(few, tmp_path, Script(crash="exit", at="score")), name, walk)

    assert len(likelihoods(bench_of(few, tmp_path, Script()), name, walk)) == 8


def test_an_answer_that_is_too_long_is_left_out(few: Pool, model: str, tmp_path: Path) -> None:
    long = replace(few.items[0], answer=few.items[0].answer * 40)
    pool = Pool([long, *few.items[1:]])

    found = likelihoods(bench_of(pool, tmp_path, Script()), f"base:{model}", walk)

    assert found.keys() == pool.by_id.keys() - {long.id}


@pytest.mark.slow
@pytest.mark.needs_torch
# peft asks transformers 5.23 for a property under its old name.
@pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning")
def test_a_real_model_with_an_adapter_gives_what_transformers_gives(tmp_path: Path) -> None:
    import torch
    from peft import LoraConfig, PeftModel, get_peft_model
    from transformers import GPTNeoXForCausalLM

    from core.engine.backends.hub_tokenizer import HubTokenizer
    from tests.fakes.tiny_bases import save_base
    from tests.fakes.training_records import records
    from training.convert import Plan, Target, convert
    from training.encoding import encode

    pool = Pool(list(records(12)))
    base = save_base(tmp_path / "base", "gpt_neox", pool.items)
    convert(base, tmp_path / "gguf", Plan(Target.GGUF, "f16"), lambda _: None)
    torch.manual_seed(3)
    lora = LoraConfig(r=4, target_modules=["query_key_value"], task_type="CAUSAL_LM", init_lora_weights=False)
    get_peft_model(GPTNeoXForCausalLM.from_pretrained(base), lora).save_pretrained(tmp_path / "adapter")
    data = Data("own", pool, pool.items[:2], (), content_hash(pool.items))
    bench = Bench(data, tmp_path / "평가", 1)

    found = likelihoods(bench, f"tuned:{tmp_path / 'gguf' / 'model-f16.gguf'}@{tmp_path / 'adapter'}", walk)

    plain = GPTNeoXForCausalLM.from_pretrained(base, dtype=torch.float32)
    network = PeftModel.from_pretrained(plain, str(tmp_path / "adapter")).eval()
    tokenizer = HubTokenizer(base)
    for record in data.judged:
        example = encode(record, tokenizer, PromptFormat.PLAIN)
        with torch.no_grad():
            rows = network(input_ids=torch.tensor(example.ids[None].astype("int64"))).logits[0].log_softmax(-1)
        places = range(example.prompt - 1, len(example.ids) - 1)
        expected = sum(float(rows[place, example.ids[place + 1]]) for place in places)
        assert found[record.id].tokens == example.reply
        assert found[record.id].true == pytest.approx(expected, abs=0.01 * example.reply)
        assert len(found[record.id].foreign) == len(record.said)
