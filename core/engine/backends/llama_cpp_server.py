"""Opens the server object of `xllamacpp`: its parameters, where it listens, and why it failed."""

import contextlib
import http.client
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import psutil

from core.errors import EngineError

_FOLDER = "cheomsak-engine-"
_LONGEST_FOLDER = 60  # bytes; a socket's whole path may have 104 on macOS and 108 elsewhere
_LOG_SECONDS = 0.5
_ERRORS_ONLY = 1  # llama.cpp's verbosity: above 3 it would log prompts


class OpenError(EngineError):
    """The server object did not open. `log` is what the library wrote to standard error meanwhile."""

    def __init__(self, log: str) -> None:
        super().__init__("llama.cpp did not open the model")
        self.log = log

    @property
    def last_line(self) -> str:
        """The last thing it said, short enough for a status line."""
        lines = [" ".join(line.split()) for line in self.log.splitlines() if line.strip()]
        return lines[-1][:200] if lines else "no reason given"


class Listener:
    """Where the server object listens: a socket in a folder that only this user can enter, else loopback."""

    def __init__(self, *, loopback: bool = False) -> None:
        self.key = secrets.token_urlsafe(32)
        self.address = ""  # as the server tells it
        self._folder = None if loopback else Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=_root()))
        self.hostname = str(self._folder / "s.sock") if self._folder else "127.0.0.1"

    def connect(self) -> http.client.HTTPConnection:
        """A connection to the server object, for the one thing that has no direct call (token ids)."""
        if self._folder is None:
            return http.client.HTTPConnection(self.address.removeprefix("http://"))
        return _UnixConnection(self.hostname)

    def remove(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        if sys.platform == "win32":
            raise EngineError("this Python has no UNIX sockets")
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self._path)


def open_server(
    model: Path, adapter: Path | None, *, context: int, threads: int, chunk: int, gpu: bool
) -> tuple[Any, Listener]:
    """Open model and adapter; `chunk` is the number of prompt tokens between two looks at cancel.

    Raises OpenError. Blocks with the interpreter lock held: xllamacpp does not release it here.
    """
    _remove_left_behind()
    # Set on a rented machine, this would make llama.cpp listen on a network port.
    os.environ.pop("AIP_MODE", None)
    listener = Listener()
    params = _params(model, adapter, listener, context=context, threads=threads, chunk=chunk, gpu=gpu)
    try:
        return _server(params, listener), listener
    except OpenError as failure:
        listener.remove()
        if os.name != "nt" or "bind" not in failure.log:
            raise
    listener = Listener(loopback=True)  # a Windows without UNIX sockets
    params.hostnames, params.api_keys = [listener.hostname], [listener.key]
    return _server(params, listener), listener


def accelerator() -> str | None:
    """The name of a GPU that this build of the library can compute on."""
    import xllamacpp

    kinds = xllamacpp.ggml_backend_dev_type
    for device in xllamacpp.get_device_info():
        if device["type"] in (kinds.GGML_BACKEND_DEVICE_TYPE_GPU, kinds.GGML_BACKEND_DEVICE_TYPE_IGPU):
            return str(device["name"])
    return None


def _params(
    model: Path, adapter: Path | None, listener: Listener, *, context: int, threads: int, chunk: int, gpu: bool
) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    if adapter is not None:
        params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)]
    params.n_ctx = context
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = chunk
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.n_gpu_layers = 999 if gpu else 0
    params.no_kv_offload = params.no_op_offload = not gpu
    params.fit_params = False  # it would shrink the context silently
    params.cache_ram_mib = params.n_ctx_checkpoints = 0  # one slot keeps the one prefix that matters
    params.hostnames = [listener.hostname]
    params.port = 0
    params.api_keys = [listener.key]
    params.n_threads_http = 1
    params.endpoint_slots = params.ui = params.enable_chat_template = False
    params.offline = True
    params.verbosity = _ERRORS_ONLY
    return params


def _server(params: Any, listener: Listener) -> Any:
    import xllamacpp

    with _captured_stderr() as log, _kept_signal_handlers():
        try:
            server = xllamacpp.Server(params)
        except (RuntimeError, MemoryError) as error:
            raise OpenError(_settled(log) or type(error).__name__) from error
        # Only an answer proves that the loop runs: a server object that is closed before it does never ends. It also
        # proves that the device can compute.
        answer = server.handle_completions({"prompt": ".", "max_tokens": 1, "stream": False, "cache_prompt": False})
        if "error" in answer:
            raise OpenError(_settled(log) or str(answer["error"].get("type")))
    listener.address = server.listening_address
    return server


@contextlib.contextmanager
def _captured_stderr() -> Iterator[BinaryIO]:
    """Standard error of native code goes to a file for a while, and then to standard error after all."""
    with tempfile.TemporaryFile() as log:
        real = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            yield log
        finally:
            os.dup2(real, 2)
            log.seek(0)
            while data := log.read(1 << 16):
                os.write(real, data)
            os.close(real)


def _settled(log: BinaryIO) -> str:
    """The captured text; llama.cpp writes it from a thread of its own, a moment later."""
    pause, waited, size = threading.Event(), 0.0, -1
    while waited < _LOG_SECONDS and (size != (size := os.fstat(log.fileno()).st_size) or not size):
        pause.wait(0.05)
        waited += 0.05
    log.seek(0)
    return log.read().decode("utf-8", "replace")


@contextlib.contextmanager
def _kept_signal_handlers() -> Iterator[None]:
    """llama.cpp takes SIGINT and SIGTERM for itself and then ignores the process: give them back."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _root() -> Path:
    """A folder for temporary files with a path short enough for a socket in it."""
    root = Path(tempfile.gettempdir())
    return root if len(os.fsencode(root)) <= _LONGEST_FOLDER else Path("/tmp")  # noqa: S108 — mkdtemp makes a private folder


def _remove_left_behind() -> None:
    """Engines that were killed could not remove their folder."""
    for folder in _root().glob(f"{_FOLDER}*"):
        pid = folder.name.removeprefix(_FOLDER).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
