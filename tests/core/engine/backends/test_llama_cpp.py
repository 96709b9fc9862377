"""llama.cpp itself, on a tiny model in a folder with Hangul and a space in its name."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from core.critique.prompt import PromptFormat, Request, build
from core.engine.backends import llama_cpp_server
from core.engine.backends.llama_cpp import PROMPT_CHUNK, LlamaCppBackend
from core.engine.protocol import (
    BackendName,
    Event,
    Failed,
    Finished,
    FinishReason,
    Generate,
    Load,
    Loaded,
    ReadAhead,
    Reading,
    Sampling,
    TextChunk,
)
from core.engine.subprocess_host import EngineProcess
from core.errors import AnswerTooLong, EngineError, ModelDamaged, ModelMissing
from tests.fakes.tiny_models import CONTEXT, END_OF_TEXT, vocabulary, write_tiny_adapter, write_tiny_gguf

GREEDY = Sampling(max_tokens=24, temperature=0.0)
PROMPT = "지원 동기: 저는 경험을 통해 배운 점입니다 "


@dataclass
class Control:
    """Takes notes; cancels when so much has happened."""

    cancel_at_reading: int | None = None
    cancel_at_tokens: int | None = None
    read: list[tuple[int, int]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    tokens: int = 0

    def cancelled(self) -> bool:
        reading = self.cancel_at_reading is not None and bool(self.read) and self.read[-1][0] >= self.cancel_at_reading
        return reading or (self.cancel_at_tokens is not None and self.tokens >= self.cancel_at_tokens)

    def reading(self, done: int, total: int) -> None:
        self.read.append((done, total))

    def text(self, piece: str, tokens: int) -> None:
        self.pieces.append(piece)
        self.tokens = tokens


@pytest.fixture
def model(home: Path) -> Path:
    folder = home / "내 모델 1"
    folder.mkdir()
    return write_tiny_gguf(folder / "작은 모델.gguf")


@pytest.fixture
def backend(model: Path) -> Iterator[LlamaCppBackend]:
    backend = LlamaCppBackend()
    backend.load(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
    yield backend
    backend.close()


def test_it_tells_what_it_opened(model: Path) -> None:
    backend = LlamaCppBackend()
    loaded = backend.load(Load("l", BackendName.LLAMA_CPP, str(model), context_length=4096, threads=1))
    backend.close()

    assert (loaded.request_id, loaded.backend, loaded.adapter) == ("l", BackendName.LLAMA_CPP, False)
    assert (loaded.device, loaded.device_reason) == ("cpu", "only")
    assert loaded.context_length == CONTEXT  # never more than the model was made for
    assert loaded.seconds > 0
    assert loaded.memory_bytes > 0


def test_it_reads_in_chunks_writes_and_measures(backend: LlamaCppBackend) -> None:
    control = Control()
    finished = backend.generate(Generate("g", PROMPT * 10, GREEDY), control)

    total = len(backend.token_ids(PROMPT * 10))
    assert finished.request_id == "g"
    assert finished.reason in {FinishReason.LENGTH, FinishReason.END_OF_TEXT, FinishReason.REPETITION}
    assert control.read[-1] == (total, total)
    assert max(b - a for (a, _), (b, _) in zip(control.read, control.read[1:], strict=False)) <= PROMPT_CHUNK
    timings = finished.timings
    assert (timings.prompt_tokens, timings.cached_tokens) == (total, 0)
    assert 0 < timings.generated_tokens <= 24
    assert timings.prefill_s > 0
    assert timings.decode_s > 0
    assert timings.prefill_s <= timings.first_token_s
    assert not any("\ufffd" in piece for piece in control.pieces)


def test_the_same_seed_writes_the_same_and_another_one_does_not(backend: LlamaCppBackend) -> None:
    texts = []
    for seed in (1, 1, 2):
        control = Control()
        backend.generate(Generate("g", PROMPT, Sampling(temperature=1.5, seed=seed, max_tokens=40)), control)
        texts.append("".join(control.pieces))

    assert texts[0] == texts[1] != texts[2]


def test_what_was_read_is_not_read_again(backend: LlamaCppBackend) -> None:
    prompt = PROMPT * 10
    ahead = Control()
    first = backend.read_ahead(ReadAhead("r", prompt), ahead)
    total = len(backend.token_ids(prompt))
    assert first.reason is FinishReason.END_OF_TEXT
    assert ahead.read[-1] == (total, total)
    assert ahead.pieces == []
    assert first.timings.generated_tokens == 0

    again = backend.generate(Generate("g", prompt, GREEDY), Control())
    assert again.timings.cached_tokens >= total - 1

    edited = backend.generate(Generate("g", PROMPT * 9 + "다른 끝", GREEDY), Control())
    assert len(backend.token_ids(PROMPT * 9)) - 2 <= edited.timings.cached_tokens < edited.timings.prompt_tokens


def test_a_critique_finds_its_answer_read_ahead(home: Path) -> None:
    model = write_tiny_gguf(home / "긴 글 모델.gguf", context=8192)
    prompt = build(Request("지원 동기를 쓰시오.", PROMPT * 20), PromptFormat.CHATML)
    backend = LlamaCppBackend()
    try:
        backend.load(Load("l", BackendName.LLAMA_CPP, str(model), context_length=8192, threads=1))
        read = len(backend.token_ids(prompt.head))
        assert read > 4 * PROMPT_CHUNK
        backend.read_ahead(ReadAhead("r", prompt.head), Control())
        timings = backend.generate(Generate("g", prompt.text, GREEDY), Control()).timings
    finally:
        backend.close()
    assert read - PROMPT_CHUNK <= timings.cached_tokens < timings.prompt_tokens


def test_a_cancel_while_reading_keeps_what_was_read(backend: LlamaCppBackend) -> None:
    prompt = PROMPT * 14
    control = Control(cancel_at_reading=PROMPT_CHUNK)
    stopped = backend.generate(Generate("g", prompt, GREEDY), control)
    assert stopped.reason is FinishReason.CANCELLED
    assert stopped.timings.generated_tokens == 0
    assert control.pieces == []
    assert control.read[-1][0] < control.read[-1][1]

    again = backend.generate(Generate("g", prompt, GREEDY), Control())
    assert again.timings.cached_tokens >= PROMPT_CHUNK


class Busy:
    """In the place of the server object: in the middle of a chunk until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()

    def handle_completions(self, _request: object, _take: object) -> None:
        self.released.wait()


def test_a_cancel_does_not_wait_for_the_chunk_that_is_being_read(
    backend: LlamaCppBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Busy()
    monkeypatch.setattr(backend, "_server", busy)
    try:
        assert backend.generate(Generate("g", PROMPT), Control(cancel_at_tokens=0)).reason is FinishReason.CANCELLED
    finally:
        busy.released.set()
    backend.close()


def test_a_cancel_while_writing_keeps_the_text_so_far(backend: LlamaCppBackend) -> None:
    control = Control(cancel_at_tokens=3)
    stopped = backend.generate(Generate("g", PROMPT, Sampling(max_tokens=200, temperature=1.0, seed=3)), control)

    assert stopped.reason is FinishReason.CANCELLED
    assert control.tokens < 30


def test_a_stop_string_ends_the_text_and_is_not_part_of_it(backend: LlamaCppBackend) -> None:
    whole = Control()
    backend.generate(Generate("g", PROMPT, GREEDY), whole)
    text = "".join(whole.pieces)
    stop = text[4:6]
    control = Control()
    finished = backend.generate(
        Generate("g", PROMPT, Sampling(max_tokens=24, temperature=0.0, stop=(stop, "없는 말"))), control
    )

    assert finished.reason is FinishReason.STOP
    assert "".join(control.pieces) == text[: text.index(stop)]


def test_token_ids_are_the_models_own(backend: LlamaCppBackend) -> None:
    tokens, _ = vocabulary()

    ids = backend.token_ids(f"지원A<|im_end|>{END_OF_TEXT}")
    assert [tokens[token] for token in ids[2:]] == ["A", "<|im_end|>", END_OF_TEXT]
    assert len(ids) == 5
    assert backend.token_ids("") == []


def test_greedy_log_probs_are_those_of_the_greedy_text(backend: LlamaCppBackend) -> None:
    found = backend.greedy_log_probs(PROMPT, 8)

    assert 0 < len(found) <= 8
    assert all(value <= 0 for _, value in found)
    assert found == backend.greedy_log_probs(PROMPT, 8)


def test_a_prompt_beyond_the_context_says_by_how_much(backend: LlamaCppBackend) -> None:
    with pytest.raises(AnswerTooLong) as caught:
        backend.generate(Generate("g", "가" * 1000, GREEDY), Control())
    context = caught.value.context
    assert (context["tokens"], context["available"]) == (1000, CONTEXT)
    assert 480 <= int(context["over"]) <= 500
    assert backend.generate(Generate("g", PROMPT, GREEDY), Control()).timings.generated_tokens


def test_a_full_context_ends_the_text(backend: LlamaCppBackend) -> None:
    prompt = "가" * (CONTEXT - 10)
    finished = backend.generate(Generate("g", prompt, Sampling(max_tokens=100, temperature=1.0)), Control())

    assert finished.timings.generated_tokens <= 11


def test_an_adapter_is_opened_with_the_model(model: Path, home: Path) -> None:
    adapter = write_tiny_adapter(home / "내 어댑터")
    backend = LlamaCppBackend()
    try:
        backend.load(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
        plain = backend.greedy_log_probs(PROMPT, 8)
        assert backend.load(Load("l", BackendName.LLAMA_CPP, str(model), str(adapter), threads=1)).adapter
        assert backend.greedy_log_probs(PROMPT, 8) != plain
    finally:
        backend.close()


def test_missing_and_damaged_models_are_told(model: Path, home: Path) -> None:
    backend = LlamaCppBackend()
    with pytest.raises(ModelMissing):
        backend.load(Load("l", BackendName.LLAMA_CPP, str(home / "없음.gguf")))
    cut = home / "반쪽.gguf"
    cut.write_bytes(model.read_bytes()[:-1000])
    with pytest.raises(ModelDamaged):
        backend.load(Load("l", BackendName.LLAMA_CPP, str(cut)))


def test_a_model_that_only_llama_cpp_can_judge_is_damaged_with_its_reason(model: Path, home: Path) -> None:
    odd = home / "이상한 모델.gguf"
    odd.write_bytes(model.read_bytes().replace(b"qwen2", b"qwenX"))
    with pytest.raises(ModelDamaged) as caught:
        LlamaCppBackend().load(Load("l", BackendName.LLAMA_CPP, str(odd)))
    assert "model" in caught.value.detail


def test_nothing_is_open_before_a_load_and_after_close(model: Path) -> None:
    backend = LlamaCppBackend()
    backend.close()
    for call in (
        lambda: backend.token_ids("가"),
        lambda: backend.greedy_log_probs("가", 1),
        lambda: backend.generate(Generate("g", "가"), Control()),
    ):
        with pytest.raises(EngineError):
            call()


def test_it_listens_on_no_network_and_leaves_no_folder(model: Path, backend: LlamaCppBackend) -> None:
    me = psutil.Process()
    assert not [c for c in me.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]
    folders = list(Path(llama_cpp_server._root()).glob(f"cheomsak-engine-{os.getpid()}-*"))
    assert len(folders) == 1
    if os.name == "posix":
        assert folders[0].stat().st_mode & 0o077 == 0

    backend.close()
    assert not folders[0].exists()


def test_the_folder_of_an_engine_that_was_killed_is_removed(model: Path, backend: LlamaCppBackend) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    stale = Path(llama_cpp_server._root()) / f"cheomsak-engine-{ended.pid}-abc"
    stale.mkdir(exist_ok=True)
    try:
        backend.load(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
        assert not stale.exists()
    finally:
        shutil.rmtree(stale, ignore_errors=True)


def test_signals_still_mean_what_they_meant(model: Path) -> None:
    """llama.cpp installs handlers of its own, with which SIGTERM would no longer end the process."""
    caught: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: caught.append(number))
    backend = LlamaCppBackend()
    try:
        backend.load(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
        signal.raise_signal(signal.SIGTERM)
    finally:
        backend.close()
        signal.signal(signal.SIGTERM, before)
    assert caught == [signal.SIGTERM]


def test_the_accelerator_that_fails_is_left_with_the_true_reason(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engine.backends.llama_cpp.accelerator", lambda: "Metal")
    real = llama_cpp_server.open_server

    def broken(*arguments: object, gpu: bool, **options: object) -> object:
        if gpu:
            raise llama_cpp_server.OpenError("line\n  ggml_metal:  no   device\n\n")
        return real(*arguments, gpu=gpu, **options)  # type: ignore[arg-type] # passed on as given

    monkeypatch.setattr("core.engine.backends.llama_cpp.open_server", broken)
    backend = LlamaCppBackend()
    loaded = backend.load(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
    backend.close()
    assert (loaded.device, loaded.device_reason) == ("cpu", "fallback:ggml_metal: no device")


def test_the_real_worker_with_the_real_backend(model: Path, home: Path) -> None:
    """From the command line to text, cancel and a whole end, without a word of the essay in the log."""
    secret = "비밀스러운 경험"
    log = home / "engine.log"
    with EngineProcess(log=log) as engine:
        (loaded,) = engine.run(Load("l", BackendName.LLAMA_CPP, str(model), threads=1))
        assert isinstance(loaded, Loaded)
        assert engine.pid is not None
        child = psutil.Process(engine.pid)
        assert child.net_connections(kind="inet") == []

        events: list[Event] = list(engine.run(Generate("g", PROMPT * 8 + secret, GREEDY)))
        assert [event for event in events if isinstance(event, Reading)]
        assert [event for event in events if isinstance(event, TextChunk)]
        assert isinstance(events[-1], Finished)

        for event in engine.run(Generate("long", PROMPT + secret, Sampling(max_tokens=400, temperature=1.5))):
            if isinstance(event, TextChunk):
                engine.cancel("long")
        assert event == Finished("long", FinishReason.CANCELLED, event.timings)  # type: ignore[union-attr] # Finished

        (failed,) = engine.run(Generate("too long", secret * 300))
        assert isinstance(failed, Failed)
        assert failed.code == "critique.too_long"
    assert not child.is_running()
    assert secret not in log.read_text("utf-8", "replace")
    assert not list(Path(llama_cpp_server._root()).glob(f"cheomsak-engine-{child.pid}-*"))
