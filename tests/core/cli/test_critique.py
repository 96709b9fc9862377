"""The command line as people and scripts use it, with a real engine process that has a fake model in it."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import cli, paths
from core.cli import exit_codes
from core.storage.critiques import CritiqueState
from core.storage.database import AppDatabase
from tests.fakes.fake_backend import ROOT, Script, fake_engine_argv
from tests.fakes.language import scripted_language_argv
from tests.fakes.model_files import gguf_bytes

ANSWER = "저는 성실합니다. 재고를 주 12개로 줄였습니다. 매사에 최선을 다했습니다."
REPLY = (
    " 누구나 쓸 수 있는 말입니다. | 겪은 일을 쓰세요.\n"
    '좋은 점 | "주 12개로 줄였습니다" | 결과가 숫자로 보입니다. | 과정도 쓰세요.\n'
    '좋은 점 | "매출을 두 배로 늘렸습니다" | 성과가 큽니다. | 살리세요.\n'
    "총평 | 결과는 분명합니다."
)
SCRIPT = Script(reply=REPLY)


@pytest.fixture
def essay(home: Path) -> Path:
    file = home / "자기 소개서.txt"
    file.write_text(ANSWER + "\n", encoding="utf-8")
    return file


@pytest.fixture
def model(home: Path) -> Path:
    file = home / "내 모델.gguf"
    file.write_bytes(gguf_bytes())
    return file


def run(*argv: object, script: Script = SCRIPT, language: str = "scripted") -> int:
    words = [str(word) for word in argv]
    if words[:1] == ["critique"]:
        words.append("--free")  # the engine's script is a whole reply
    return cli.main(words, engine=fake_engine_argv(script), language=scripted_language_argv(language))


def test_remarks_go_to_stdout_and_everything_else_to_stderr(
    essay: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("critique", essay, "--model", model, "--limit", 30) == exit_codes.OK
    out, err = capsys.readouterr()
    assert out == (
        "[아쉬운 점] “매사에 최선을 다했습니다.”\n  누구나 쓸 수 있는 말입니다.\n  → 겪은 일을 쓰세요.\n\n"
        "[좋은 점] “주 12개로 줄였습니다”\n  결과가 숫자로 보입니다.\n  → 과정도 쓰세요.\n\n"
        "[닮은 대목에 달린 첨삭]\n“매사에 최선을 다했습니다.”\n  근거 없음\n“주 12개로 줄였습니다”\n  근거 없음\n\n"
        "[총평]\n  결과는 분명합니다.\n\n"
    )
    assert "글 42 / 30자 (넘침)" in err
    assert "보이지 않은 지적 1개: 글에 없는 인용" in err
    assert "\n끝 · " in err
    assert "합격을 보장하지 않습니다" in err


def test_json_is_one_object_with_spans_of_the_answer(
    essay: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--question", "동기를 쓰시오.", "--company", "가람유통", "--role", "영업관리")
    assert run("critique", essay, "--model", model, "--json", *options) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["finish_reason"], row["error"]) == ("done", "end_of_text", None)
    for remark in row["remarks"]:
        assert ANSWER[remark["start"] : remark["end"]] == remark["quote"]
    assert [remark["polarity"] for remark in row["remarks"]] == ["improve", "good"]
    assert row["remarks"][1]["reason"] == "결과가 숫자로 보입니다."
    assert row["remarks"][1]["advice"] == "과정도 쓰세요."
    assert row["overall"] == "결과는 분명합니다."
    assert row["dropped"] == {"quote_not_found": 1}
    assert row["adapter"] is None
    assert row["model"]["id"] == "file:내 모델.gguf"
    assert row["timings"]["generated_tokens"] == len(REPLY)

    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(row["id"])
    assert (kept.answer_text, kept.summary.question_text, kept.summary.company) == (
        ANSWER,
        "동기를 쓰시오.",
        "가람유통",
    )
    assert len(kept.remarks) == 2


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig"])
def test_files_of_other_encodings(essay: Path, model: Path, encoding: str, capsys: pytest.CaptureFixture[str]) -> None:
    essay.write_bytes(ANSWER.encode(encoding))
    assert run("critique", essay, "--model", model, "--json") == exit_codes.OK
    assert len(json.loads(capsys.readouterr().out)["remarks"]) == 2


def test_standard_input(model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ANSWER.encode())))
    assert run("critique", "-", "--model", model, "--json") == exit_codes.OK
    assert len(json.loads(capsys.readouterr().out)["remarks"]) == 2


def test_interrupting_while_waiting_for_standard_input(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Typing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Typing()))
    assert run("critique", "-", "--model", model) == exit_codes.INTERRUPTED


def test_the_sample_comes_with_its_question(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reply = ' 막연합니다. | 쓰세요.\n좋은 점 | "폐기 상품을 주 12개로 줄일 수 있었고" | 결과가 보입니다. | 살리세요.'
    assert run("critique", "--sample", "--model", model, "--json", script=Script(reply=reply)) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert len(row["remarks"]) == 2
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(row["id"])
    assert (kept.summary.company, kept.summary.role, kept.limit.value) == ("가람유통", "영업관리", 700)
    assert 600 <= len(kept.answer_text) <= 700


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "critique.empty"),
        (b" \n\n", "critique.empty"),
        (b"PK\x03\x04....", "input.binary"),
        (b"\xff\xff\xff\xff", "input.unreadable"),
        ("재고를 줄였습니다. ".encode() * 400, "critique.too_long"),
    ],
)
def test_bad_input(essay: Path, model: Path, content: bytes, error: str, capsys: pytest.CaptureFixture[str]) -> None:
    essay.write_bytes(content)
    assert run("critique", essay, "--model", model) == exit_codes.INPUT
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert run("critique", essay, "--model", model, "--json") == exit_codes.INPUT
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["error"]["code"]) == ("failed", error)
    assert row["error"]["what"]


def test_bad_models_and_adapters(essay: Path, model: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = home / "깨진.gguf"
    broken.write_bytes(b"GGUF\x03")
    pickled = home / "어댑터"
    pickled.mkdir()
    (pickled / "adapter_model.bin").write_bytes(b"x")
    for options, error in (
        (("--model", "starter-0.5b"), "model.missing"),
        (("--model", "polyglot-ko-1.3b-int4"), "model.unpinned"),
        (("--model", "그런것없음"), "model.missing"),
        (("--model", home / "없음.gguf"), "model.missing"),
        (("--model", broken), "model.damaged"),
        (("--model", model, "--adapter", home / "없음"), "adapter.missing"),
        (("--model", model, "--adapter", pickled), "adapter.unsafe"),
    ):
        assert run("critique", essay, "--json", *options) == exit_codes.MODEL
        assert json.loads(capsys.readouterr().out)["error"]["code"] == error


def test_missing_file_and_wrong_usage(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", "없는 파일.txt", "--model", model) == exit_codes.INPUT
    for argv in (["critique"], ["critique", "a", "--sample"], ["critique", "a", "--limit", "0"], ["무엇"], []):
        assert run(*argv) == exit_codes.USAGE
    assert "130" not in capsys.readouterr().out
    assert run("critique", "--help") == exit_codes.OK
    assert "130  Ctrl+C" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (replace(SCRIPT, crash="exit", after=45), (exit_codes.ENGINE, "engine.crashed")),
        (replace(SCRIPT, crash="kill", after=45), (exit_codes.ENGINE, "engine.crashed.memory")),
        (replace(SCRIPT, fail_load="model.damaged"), (exit_codes.MODEL, "model.damaged")),
        (replace(SCRIPT, fail_load="model.memory"), (exit_codes.MEMORY, "model.memory")),
    ],
)
def test_what_goes_wrong_in_the_engine(
    essay: Path, model: Path, script: Script, outcome: tuple[int, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, error = outcome
    assert run("critique", essay, "--model", model, "--json", script=script) == code
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["error"]["code"]) == ("failed", error)
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(row["id"])
    assert (kept.summary.state, kept.summary.error_code) == (CritiqueState.FAILED, error)
    assert len(kept.remarks) == len(row["remarks"]) == (1 if script.crash else 0)


def test_a_critique_goes_on_when_it_cannot_be_kept(
    essay: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with AppDatabase.open(paths.app_db()):  # as a window does
        assert run("critique", essay, "--model", model) == exit_codes.OK
        out, err = capsys.readouterr()
        assert "[좋은 점]" in out
        assert "기록에 남기지 못합니다." in err
        assert run("critique", essay, "--model", model, "--json") == exit_codes.OK
        assert json.loads(capsys.readouterr().out)["id"] is None


def start(script: Script, *argv: object) -> "subprocess.Popen[str]":
    """The command line in a process of its own."""
    program = (
        "import json, sys; from core import cli; engine, language = json.loads(sys.argv[1]);"
        " sys.exit(cli.main(sys.argv[2:], engine=engine, language=language))"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    children = json.dumps([fake_engine_argv(script), scripted_language_argv()])
    command = [sys.executable, "-c", program, children, *map(str, argv), "--free"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("hang", ["", "deaf", "native"])
def test_interrupting_stops_within_a_second_and_keeps_what_arrived(essay: Path, model: Path, hang: str) -> None:
    after = REPLY.index("매출")
    slow = replace(SCRIPT, token_delay=0.0 if hang else 0.01, hang=hang, after=after)
    with start(slow, "critique", essay, "--model", model) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("[아쉬운 점]")
        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        _, err = process.communicate(timeout=10)
        # One second on a computer that does nothing else; a shared one gets more.
        assert time.monotonic() - asked < 3
    assert process.returncode == exit_codes.INTERRUPTED
    assert "멈춤 · " in err
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(database.critiques.list()[0].id)
    assert kept.summary.state is CritiqueState.CANCELLED
    assert kept.remarks
    assert kept.raw


def test_interrupting_while_the_model_opens(essay: Path, model: Path) -> None:
    with start(Script(load_delay=60.0), "critique", essay, "--model", model, "--json") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        # The history is written before the engine is asked, so its file says when to interrupt.
        while not (paths.app_db().exists() and _states()):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
    assert process.returncode == exit_codes.INTERRUPTED
    assert json.loads(out)["state"] == "cancelled"
    assert _states() == [CritiqueState.CANCELLED]


def _states() -> list[Any]:
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        return [each.state for each in database.critiques.list()]


def test_a_closed_pipe_is_no_error(essay: Path, model: Path) -> None:
    with start(SCRIPT, "critique", essay, "--model", model) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
    assert "Traceback" not in err


def test_the_program_chooses_the_passages_unless_it_is_told_not_to(
    essay: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The engine writes one line at a time here, and says the same of each passage: one is left."""
    line = Script(reply=" 누구나 쓸 수 있는 말입니다. | 겪은 일을 쓰세요.\n다음 줄")
    words = ["critique", str(essay), "--model", str(model), "--json"]
    assert cli.main(words, engine=fake_engine_argv(line), language=scripted_language_argv()) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    (remark,) = row["remarks"]
    assert remark["quote"] in essay.read_text(encoding="utf-8")
    assert remark["advice"] == "겪은 일을 쓰세요."
    assert row["state"] == "done"
