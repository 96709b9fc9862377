"""From an answer to requests for the engine, and from its events to what is kept."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.counting import Limit
from core.critique import pipeline
from core.critique.pipeline import Job, prepare
from core.engine.hardware import Hardware
from core.engine.protocol import BackendName, Failed, Finished, FinishReason, Loaded, TextChunk, Timings
from core.errors import AnswerEmpty, AnswerTooLong, ModelMissing, NotEnoughMemory
from core.models.adapter_files import AdapterContent
from core.models.adapters import AdapterInfo
from core.models.catalog import ModelEntry
from core.settings import Settings
from core.storage.critiques import CritiqueState
from core.storage.database import AppDatabase

ANSWER = "저는 성실합니다. 폐기를 12개로 줄였습니다."
FIRST = " 근거가 없습니다. | 한 일을 쓰세요.\n"
REPLY = f'{FIRST}좋은 점 | "12개로 줄였습니다" | 결과가 보입니다. | 과정도 쓰세요.\n총평 | 좋습니다.'
ENTRY = ModelEntry(
    id="small", name="작은 모델", description="", architecture="qwen2", parameters=1, licence="", licence_url="",
    backend="llama_cpp", prompt_format="chatml", context_length=2048, memory_bytes=800_000_000, base_repo="a/b",
    base_revision="0" * 40, files=(), sources=(),
)  # fmt: skip
ADAPTER = AdapterInfo("v1", Path("/어댑터/v1"), AdapterContent(None, None, 16, 32.0, ("q_proj",), 10), "f" * 64)
ROOMY = Hardware(4, 16_000_000_000, 8_000_000_000, frozenset(), ())


CHOSEN = Settings(temperature=0.3, seed=7, threads=3)


def job(
    answer: str = ANSWER,
    *,
    entry: ModelEntry = ENTRY,
    adapter: AdapterInfo | None = None,
    hardware: Hardware = ROOMY,
    opened: Job | None = None,
) -> Job:
    return prepare(
        "동기를 쓰시오.", answer, Limit(700), entry, adapter, settings=CHOSEN, hardware=hardware,
        company="가람유통", role="영업관리", path="/모델/small.gguf", opened=opened.load if opened else None,
    )  # fmt: skip


@pytest.fixture
def database(home: Path) -> Iterator[AppDatabase]:
    with AppDatabase.open(home / "app.db") as opened:
        yield opened


def test_composes_what_the_engine_is_asked() -> None:
    made = job(adapter=ADAPTER)
    assert made.load.backend is BackendName.LLAMA_CPP
    assert (made.load.model_path, made.load.adapter_path) == ("/모델/small.gguf", str(ADAPTER.path))
    assert (made.load.context_length, made.load.threads, made.load.device) == (2048, 3, "auto")
    sampling = made.generate.sampling
    assert (sampling.temperature, sampling.seed, sampling.max_tokens) == (0.3, 7, 700)
    assert sampling.stop == made.prompt.stop
    assert made.generate.prompt == made.prompt.text
    assert made.generate.prompt.startswith(made.read_ahead().prompt)
    assert len({made.load.request_id, made.generate.request_id, made.read_ahead().request_id}) == 3


def test_a_model_without_an_adapter_is_led_and_kept_from_repeating_itself() -> None:
    plain, tuned = job(), job(adapter=ADAPTER)
    assert plain.prompt.opening
    assert not tuned.prompt.opening
    assert plain.generate.sampling.repeat_penalty >= tuned.generate.sampling.repeat_penalty == 1.0


@pytest.mark.parametrize("answer", ["", " \n\u3000\t"])
def test_nothing_to_judge(answer: str) -> None:
    with pytest.raises(AnswerEmpty):
        job(answer)


def test_a_long_answer_shortens_the_reply_before_it_is_refused() -> None:
    long = job("저는 재고를 줄였습니다. " * 110)
    assert 256 <= long.generate.sampling.max_tokens < 700


def test_cutting_as_much_as_the_refusal_says_is_enough() -> None:
    answer = "저는 재고를 줄였습니다. " * 200
    with pytest.raises(AnswerTooLong) as caught:
        job(answer)
    over = int(caught.value.context["over"])
    assert 0 < over < len(answer)
    job(answer[:-over])


def test_not_enough_memory_unless_it_is_open_already() -> None:
    tight = replace(ROOMY, available_memory=900_000_000)
    with pytest.raises(NotEnoughMemory) as caught:
        job(hardware=tight)
    assert caught.value.context == {"needed": 800_000_000, "available": 900_000_000}
    assert job(hardware=tight, opened=job()).load.model_path
    with pytest.raises(NotEnoughMemory):
        job(hardware=tight, opened=job(adapter=ADAPTER))


def test_a_model_that_is_not_here() -> None:
    with pytest.raises(ModelMissing):
        prepare("", ANSWER, Limit(), ENTRY, None, settings=CHOSEN, hardware=ROOMY)


def test_a_refusal_of_the_engine_says_how_much_to_cut() -> None:
    made = job()
    explained = pipeline.explain(AnswerTooLong(tokens=2500, available=2048), made)
    assert int(explained.context["over"]) > (2500 - 2048)
    other = NotEnoughMemory(needed=1)
    assert pipeline.explain(other, made) is other


def test_the_whole_critique_is_kept(database: AppDatabase) -> None:
    made = job()
    recorder = pipeline.record(database.critiques, made)
    session = made.session(started=10.0)
    session.apply(Loaded(made.load.request_id, BackendName.LLAMA_CPP, "cpu", "only", 1.5, 1, 2048, False), 11.0)
    session.apply(TextChunk(made.generate.request_id, REPLY, 60), 12.0)
    timings = Timings(prompt_tokens=500, generated_tokens=60, decode_s=2.0)
    session.apply(Finished(made.generate.request_id, FinishReason.END_OF_TEXT, timings), 14.0)
    recorder.finish(session)

    kept = database.critiques.get(recorder.id)
    assert (kept.summary.state, kept.finish_reason, kept.summary.error_code) == (
        CritiqueState.DONE,
        "end_of_text",
        None,
    )
    assert (kept.answer_text, kept.summary.question_text, kept.limit) == (ANSWER, "동기를 쓰시오.", Limit(700))
    assert (kept.summary.company, kept.summary.model_id, kept.summary.model_name) == ("가람유통", "small", "작은 모델")
    assert kept.remarks == session.remarks
    assert len(kept.remarks) == 2
    assert kept.overall == "좋습니다."
    assert kept.raw == made.prompt.opening + REPLY
    assert kept.settings["temperature"] == 0.3
    assert kept.settings["prompt"] == {"format": "chatml", "version": 1}
    assert kept.timings["tokens_per_s"] == 30.0
    assert kept.timings["load_s"] == 1.5


def test_what_arrives_is_kept_at_most_once_a_second(database: AppDatabase) -> None:
    made = job()
    recorder = pipeline.record(database.critiques, made)
    session = made.session(started=0.0)
    wrote = []
    for now, piece in ((1.0, REPLY[:30]), (1.5, REPLY[30:40]), (2.0, REPLY[40:]), (9.0, "")):
        session.apply(TextChunk(made.generate.request_id, piece, 1), now)
        wrote.append(recorder.checkpoint(session, now))
    assert wrote == [True, False, True, False]
    assert database.critiques.get(recorder.id).raw == session.raw
    assert database.critiques.get(recorder.id).summary.state is CritiqueState.WRITING


def test_a_failure_is_kept_with_its_code_and_the_text_so_far(database: AppDatabase) -> None:
    made = job()
    recorder = pipeline.record(database.critiques, made)
    session = made.session(started=0.0)
    session.apply(TextChunk(made.generate.request_id, REPLY[:40], 9), 1.0)
    session.apply(Failed(made.generate.request_id, "engine.crashed", "", {"exit_code": 3}), 2.0)
    recorder.finish(session)
    kept = database.critiques.get(recorder.id)
    assert (kept.summary.state, kept.summary.error_code) == (CritiqueState.FAILED, "engine.crashed")
    assert len(kept.remarks) == 1
