"""A whole evaluation, small: sampled, measured, compared, written, gone on with."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.critique.prompt import PromptFormat
from core.errors import ModelMissing
from training.evaluate import data as data_module
from training.evaluate.bench import Bench, in_order, stem
from training.evaluate.data import TRAINING_IDS, Data, by_place, essays_of, read_data, refuse_trained_on
from training.evaluate.errors import SamplesOfOther, SystemUnknown, TrainedOnTest
from training.evaluate.few_shot import few_shot
from training.evaluate.items import Pool, content_hash
from training.evaluate.measures import PRIMARY
from training.evaluate.measures.measure import Setting
from training.evaluate.report import write_report
from training.evaluate.run import evaluate, sample
from training.records import Record
from training.splits import write_frozen

Todo = Sequence[tuple[Record, int]]
SYSTEMS = ["rules", "retrieval", "experts", "mismatched:experts", "template"]


def walk(_name: str, todo: Todo) -> Iterable[tuple[Record, int]]:
    return todo


@pytest.fixture
def bench(pool: Pool, tmp_path: Path) -> Bench:
    return Bench(Data("samples", pool, pool.items, pool.items, content_hash(pool.items)), tmp_path / "평가")


@pytest.fixture(scope="module")
def few(pool: Pool) -> Pool:
    """Of one type of question: enough to tell the ceiling from the floor, and quick."""
    return Pool(pool.items[:14])


@pytest.fixture(scope="module")
def finished(few: Pool, setting: Setting, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("평가")
    data = Data("samples", few, few.items, few.items, content_hash(few.items))
    evaluate(Bench(data, folder), SYSTEMS, replace(setting, pool=few), walk, resamples=2000)
    return folder


def result(folder: Path, system: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results" / f"{stem(system)}.json").read_text(encoding="utf-8"))
    return found


def test_the_ceiling_is_above_the_floor(finished: Path) -> None:
    experts, control = result(finished, "experts"), result(finished, "mismatched:experts")
    gap = experts["against"]["mismatched:experts"][PRIMARY]

    assert experts["measures"][PRIMARY]["low"] > control["measures"][PRIMARY]["high"]
    assert gap["low"] > 0.5
    assert gap["p"] == gap["p_holm"] < 0.001
    assert control["against"] == {}


def test_holm_corrects_all_but_the_primary(finished: Path) -> None:
    gaps = result(finished, "retrieval")["against"]["mismatched:experts"]
    others = {name: gap for name, gap in gaps.items() if name != PRIMARY and not math.isnan(gap["p"] or math.nan)}

    assert len(others) > 5
    assert all(gap["p_holm"] >= gap["p"] for gap in others.values())
    assert any(gap["p_holm"] > gap["p"] for gap in others.values())


def test_retrieval_hears_no_expert_of_the_answer_it_judges(finished: Path, few: Pool) -> None:
    lines = (finished / "samples" / "retrieval.jsonl").read_text(encoding="utf-8").splitlines()[1:]

    assert len(lines) == len(few.items)
    for row in map(json.loads, lines):
        record = few.by_id[row["item"]]
        said = " ".join(remark["reason"] for remark in row["remarks"])
        assert not any(remark.reason in said for remark in record.remarks)


def test_the_report_is_one_file_that_shows_everything(finished: Path, few: Pool) -> None:
    page = write_report(finished, few).read_text(encoding="utf-8")

    assert "<svg" in page
    assert "http" not in page
    assert "src=" not in page
    for system in SYSTEMS:
        assert system in page
    assert few.items[0].overall in page


def test_what_a_model_wrote_cannot_become_markup(few: Pool, tmp_path: Path, finished: Path) -> None:
    for part in ("samples", "results"):
        (tmp_path / part).mkdir()
        for file in (finished / part).iterdir():
            text = file.read_text(encoding="utf-8").replace("지원자의 태도와 의지가", "<script>alert(1)</script>")
            (tmp_path / part / file.name).write_text(text, encoding="utf-8")
    page = write_report(tmp_path, few).read_text(encoding="utf-8")

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_what_is_done_is_not_done_again(bench: Bench) -> None:
    asked: list[Todo] = []

    def watched(_name: str, todo: Todo) -> Iterable[tuple[Record, int]]:
        asked.append(todo)
        return todo[:5] if len(asked) == 1 else todo

    first = sample(bench, "template", {}, watched)
    second = sample(bench, "template", {}, watched)
    third = sample(bench, "template", {}, watched)
    assert [len(todo) for todo in asked] == [len(bench.data.pool.items), len(bench.data.pool.items) - 5, 0]
    assert (len(first), len(second)) == (5, len(bench.data.pool.items))
    assert third == second


def test_samples_of_other_answers_are_refused(bench: Bench, pool: Pool) -> None:
    sample(bench, "template", {}, lambda _name, todo: todo[:1])
    fewer = pool.items[:-1]
    other = Bench(Data("samples", Pool(fewer), fewer, fewer, content_hash(fewer)), bench.folder)

    with pytest.raises(SamplesOfOther):
        sample(other, "template", {}, walk)


@pytest.mark.parametrize("name", ["nobody", "base:", "tuned:starter-0.5b", "base:starter-0.5b@a", "mismatched:nobody"])
def test_unknown_systems_are_told_before_anything_is_sampled(name: str, bench: Bench, setting: Setting) -> None:
    with pytest.raises(SystemUnknown):
        evaluate(bench, ["template", name], setting, walk)

    assert not bench.folder.exists()


def test_a_model_that_is_not_here_is_told_at_once(bench: Bench, setting: Setting) -> None:
    with pytest.raises(ModelMissing):
        evaluate(bench, ["base:/nowhere/model.gguf"], setting, walk)


def test_an_adapter_that_was_trained_on_the_test(pool: Pool, tmp_path: Path) -> None:
    assert not refuse_trained_on(tmp_path, pool)
    write_frozen(tmp_path / TRAINING_IDS, {"other/1"})
    assert refuse_trained_on(tmp_path, pool)
    write_frozen(tmp_path / TRAINING_IDS, {"other/1", pool.items[0].id, pool.items[1].id})
    with pytest.raises(TrainedOnTest) as caught:
        refuse_trained_on(tmp_path, pool)
    assert caught.value.context["met"] == 2


def test_a_mismatched_system_comes_after_what_it_shows() -> None:
    assert in_order(["mismatched:mismatched:rules", "rules"]) == [
        "rules",
        "mismatched:rules",
        "mismatched:mismatched:rules",
    ]


def test_file_names_are_short_plain_and_different() -> None:
    names = ["rules", "tuned:a@/x/가/b", "tuned:a@/x/나/b", "mismatched:tuned:a@/x/나/b", "tuned:a@" + "x" * 300]
    stems = [stem(name) for name in names]

    assert len(set(stems)) == len(stems)
    assert all(len(one) < 80 and not set(one) & set('/\\:*?"<>|@ ') for one in stems)


def test_records_become_essays_with_their_places(pool: Pool) -> None:
    one, other = pool.items[:2]
    two = [one, replace(other, essay_id=one.essay_id)]
    (essay,) = essays_of(two)

    assert [answer.text for answer in essay.answers] == [one.answer, other.answer]
    assert by_place(two)[one.essay_id, 2].answer == other.answer


def test_the_first_few_are_always_the_same(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr(data_module, "read", lambda *_: iter(pool.items[::-1]))
    some, same = read_data("samples", most=7), read_data("samples", most=7)

    assert len(some.judged) == 7
    assert some.judged == same.judged
    assert set(some.judged) < set(read_data("samples", most=8).judged)
    assert len(some.pool.items) == len(pool.items)
    assert len(some.known) == len(pool.items)


def test_copies_of_training_remarks_are_looked_for_only_where_a_split_was_made(pool: Pool) -> None:
    judged, known = pool.items[:5], pool.items[5:]
    apart = Data("data", Pool(judged), judged, known, "").longest_in_training()

    assert apart is not None
    assert apart(f"앞말 {known[0].overall}") >= 50
    assert apart(judged[0].overall) < 50
    assert Data("samples", pool, judged, pool.items, "").longest_in_training() is None


@pytest.mark.parametrize("form", list(PromptFormat))
def test_a_shown_essay_stands_before_the_answer(form: PromptFormat, pool: Pool) -> None:
    record, example = pool.items[:2]
    prompt = few_shot(record.request, form, [example], 100_000)

    assert prompt.text.count("<문항>") == 2
    assert prompt.text.index(example.answer[:20]) < prompt.text.index(record.answer[:20])
    assert prompt.text.startswith(prompt.head)
    assert prompt.text.endswith(record.prompt(form).text[-40:])
    assert example.reply(form) in prompt.text
    assert [one.reason for one in prompt.examples] == [one.reason for one in example.remarks]


def test_an_example_that_does_not_fit_is_left_out(pool: Pool) -> None:
    prompt = few_shot(pool.items[0].request, PromptFormat.CHATML, [pool.items[1]], 1200)

    assert prompt.text == pool.items[0].prompt(PromptFormat.CHATML).text
