"""`models` on the command line: what it prints, and what a process that is ended leaves behind."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.errors import DownloadFailed, ModelBusy, ModelDamaged, ModelMissing, ModelUnpinned
from core.models.catalog import ModelEntry, ModelFile
from core.models.cli_output import CANCELLED, bar, megabytes
from core.models.download import download
from core.models.progress import Progress, Stage
from core.models.store import installed, model_folder
from tests.fakes.model_files import GGUF, REPO, catalog_text, entry, gguf_bytes, pinned, write_adapter
from tests.fakes.models_cli import argv, run
from tests.fakes.stub_hub import Fault, StubHub

DATA = gguf_bytes(900_000)
HELD = 400_000


@dataclass
class Memory:
    total_memory: int = 8_000_000_000
    available_memory: int = 4_000_000_000


@pytest.fixture
def tiny(hub: StubHub) -> ModelEntry:
    hub.files[REPO] = {GGUF: DATA}
    return entry(pinned(GGUF, DATA))


@pytest.fixture
def catalog(tmp_path: Path, tiny: ModelEntry) -> list[str]:
    """The words that make the command line use a catalogue of one tiny model."""
    path = tmp_path / "모델 목록.toml"
    path.write_text(catalog_text(tiny), encoding="utf-8")
    return ["--catalog", str(path)]


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_list_is_the_same_with_and_without_the_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    first = capsys.readouterr().out
    assert run("list") == 0

    assert capsys.readouterr().out == first
    assert "체험용 0.5B  [starter-0.5b]  받을 수 있음" in first
    assert "491 MB" in first
    assert "polyglot-ko 1.3B  [polyglot-ko-1.3b-int4]  아직 받을 수 없음" in first


def test_the_list_says_what_fits_before_a_download(capsys: pytest.CaptureFixture[str]) -> None:
    run("list", "--json", memory=Memory(available_memory=1_000_000_000))

    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["starter-0.5b"]["fit"] == "yes"
    assert rows["starter-1.5b"]["fit"] == "after_closing"
    assert rows["starter-0.5b"]["size"] == 491_400_064
    assert rows["polyglot-ko-1.3b"]["state"] == "not_published"


def test_download_tells_progress_and_one_outcome(catalog: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*catalog, "download", "tiny", "--json") == 0

    told = lines(capsys.readouterr().out)
    assert [row["event"] for row in told][-1] == "done"
    assert {row["event"] for row in told[:-1]} == {"progress"}
    assert {"stage", "source", "done", "total", "bytes_per_second", "seconds_left"} <= told[0].keys()
    assert told[-1]["source"] == "hub"
    run(*catalog, "list")
    assert "설치됨" in capsys.readouterr().out


def test_a_failure_is_the_last_line_and_is_raised(
    hub: StubHub, catalog: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hub.faults.append(Fault(status=503))

    with pytest.raises(DownloadFailed):
        run(*catalog, "download", "tiny", "--json")

    last = lines(capsys.readouterr().out)[-1]
    assert (last["event"], last["code"], last["context"]["reasons"]) == ("failed", "model.download", "hub: http_503")


def test_unknown_and_unpinned_models(hub: StubHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelMissing):
        run("download", "nobody")
    with pytest.raises(ModelUnpinned):
        run("download", "polyglot-ko-1.3b")
    assert hub.seen == []


def test_verify_remove_and_import(catalog: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "내 모델.gguf"
    file.write_bytes(gguf_bytes(10_000, seed=3))
    assert run(*catalog, "import", str(file)) == 0
    assert "준비되었습니다" in capsys.readouterr().out
    assert run(*catalog, "verify", "user:내 모델") == 0
    run(*catalog, "list", "--json")
    assert "user:내 모델" in [row["id"] for row in json.loads(capsys.readouterr().out.splitlines()[-1])]

    path = model_folder("user:내 모델") / "내 모델.gguf"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelDamaged):
        run(*catalog, "verify", "user:내 모델")
    run(*catalog, "list")
    assert "손상됨" in capsys.readouterr().out

    assert run(*catalog, "remove", "user:내 모델", "--json") == 0
    assert lines(capsys.readouterr().out)[-1]["freed"] > 10_000
    assert not path.exists()


def test_pin_writes_into_the_named_catalogue(
    tiny: ModelEntry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "models.toml"
    path.write_text(catalog_text(entry(ModelFile(GGUF)), pins=False), encoding="utf-8")

    assert run("--catalog", str(path), "pin", "tiny") == 0
    assert str(tiny.files[0].sha256) in path.read_text(encoding="utf-8")
    assert "새로 적음" in capsys.readouterr().out
    assert run("--catalog", str(path), "pin", "tiny", "--json") == 0
    assert lines(capsys.readouterr().out)[0]["changed"] is False


def test_adapters(catalog: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_adapter(tmp_path / "내 어댑터")
    assert run(*catalog, "adapters") == 0
    assert "설치된 어댑터가 없습니다" in capsys.readouterr().out

    assert run(*catalog, "adapters", "--install", str(folder), "--model", "tiny", "--json") == 0
    assert lines(capsys.readouterr().out)[0][0]["id"] == "내 어댑터"  # type: ignore[index] # a list a line
    assert run(*catalog, "adapters", "--install", str(folder)) == 2
    assert run(*catalog, "adapters", "--remove", "내 어댑터") == 0


def test_the_bar_says_what_people_ask() -> None:
    progress = Progress("tiny", Stage.DOWNLOADING, "hub", GGUF, 201_000_000, 491_400_064, 12_300_000.0, 83.4)

    assert bar(progress) == "받는 중 [#########...............]  41% 201 MB / 491 MB 12.3 MB/s 1분 23초 남음 (허브)"
    assert megabytes(None) == "—"
    assert megabytes(1_117_320_768) == "1.1 GB"


@contextmanager
def held_child(hub: StubHub, words: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A download process that has got `HELD` bytes and waits for more, from a server that has stopped sending."""
    hub.faults.append(Fault(hold_after=HELD))
    child = subprocess.Popen(
        argv(*words, "download", "tiny", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["event"] == "progress"
        assert hub.held.wait(timeout=30)
        yield child
    finally:
        hub.release.set()
        child.kill()
        child.communicate()


def part_size() -> int:
    return (model_folder("tiny") / f"{GGUF}.part").stat().st_size


def test_a_killed_download_goes_on_with_the_missing_bytes_only(
    hub: StubHub, tiny: ModelEntry, catalog: list[str]
) -> None:
    with held_child(hub, catalog) as child:
        with pytest.raises(ModelBusy):
            download(tiny)
        child.kill()
        child.wait()
    left = part_size()
    assert 0 < left <= HELD
    assert installed(tiny) is None

    done = subprocess.run(argv(*catalog, "download", "tiny", "--json"), capture_output=True, check=True)

    assert lines(done.stdout.decode())[-1]["event"] == "done"
    assert [each.range for each in hub.gets] == [None, f"bytes={left}-"]
    model = installed(tiny)
    assert model is not None
    assert model.path.read_bytes() == DATA


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM between processes; it ends the process")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_a_second_even_when_the_server_hangs(
    hub: StubHub, catalog: list[str], number: signal.Signals
) -> None:
    with held_child(hub, catalog) as child:
        child.send_signal(number)
        out, _ = child.communicate(timeout=10)

        assert child.returncode == CANCELLED
        assert lines(out.decode())[-1]["event"] == "cancelled"
    assert part_size() > 0


def test_a_window_that_dies_takes_the_download_with_it(hub: StubHub, catalog: list[str]) -> None:
    with held_child(hub, catalog) as child:
        assert child.stdin is not None
        child.stdin.close()

        assert child.wait(timeout=10) == CANCELLED
        child.stdin = None  # closed already; `communicate` would flush it
    assert part_size() > 0


def test_a_pipe_that_was_closed_from_the_start_means_nothing(catalog: list[str]) -> None:
    done = subprocess.run(argv(*catalog, "download", "tiny", "--json"), input=b"", capture_output=True, check=False)

    assert done.returncode == 0
