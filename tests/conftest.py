"""Every test runs in a home of its own, without a network, and must leave nothing running behind."""

import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import settings

# Set before any library that reads them is imported.
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A shared machine is slow at times, and a build must not fail on an example that nobody has seen before.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with Hangul and a space in its name: what most users' folders look like."""
    folder = tmp_path / "홍길동 문서"
    folder.mkdir()
    monkeypatch.setenv("CHEOMSAK_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread, a child process or an open connection, and say which."""
    threads_before = set(threading.enumerate())
    me = psutil.Process()
    children_before = {child.pid for child in me.children(recursive=True)}
    connections_before = _connections(me)
    yield
    for thread in set(threading.enumerate()) - threads_before:
        thread.join(timeout=5)
    threads = [t.name for t in set(threading.enumerate()) - threads_before if t.is_alive() and not _is_library(t)]
    _, alive = psutil.wait_procs([c for c in me.children(recursive=True) if c.pid not in children_before], timeout=5)
    processes = [f"{p.pid} {' '.join(p.cmdline()[:6])}" for p in alive if p.status() != psutil.STATUS_ZOMBIE]
    for process in alive:
        process.kill()
    connections = _connections(me) - connections_before
    if connections:
        # What only a cycle of references holds is not leaked; collecting after each test would cost half a second.
        gc.collect()
        connections = _connections(me) - connections_before
    assert not threads, f"threads left running: {threads}; close what started them, or join them at the end"
    assert not processes, f"processes left running: {processes}; stop the engine or wait for the child"
    assert not connections, f"connections left open: {connections}; close the client or the server"


def _connections(process: psutil.Process) -> set[tuple[object, ...]]:
    return {(one.fd, one.laddr, one.raddr) for one in process.net_connections(kind="inet")}


def _is_library(thread: threading.Thread) -> bool:
    """Pools that libraries keep for the life of the process, by design and outside our reach."""
    return thread.name.startswith(("tqdm_monitor", "asyncio_"))
