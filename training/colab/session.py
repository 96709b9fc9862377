"""What the notebook's cells call. What computes is a child process, by the command that a terminal would use.

So the card's memory is free again when a cell ends, and the stop button ends training with a checkpoint.

    ./<name>/experiment, data, package     of this session, gone when Colab takes the machine back
    ./base/<model>
    <drive>/<name>/config.toml, data       of every session: with these a run goes on
    <drive>/<name>/checkpoint-…, best      what training mirrors there (training/checkpoints.py)
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

from core.errors import AppError
from core.messages import sentence
from training.colab.fetching import fetch_base
from training.colab.losses import losses_svg, read_metrics
from training.colab.progress import Progress
from training.colab.settings import rewritten
from training.commands import STOPPED
from training.config import CONFIG, parse_config
from training.experiment import METRICS, new_experiment
from training.presets import read_preset
from training.sources import SAMPLES

UPLOAD = "upload"
_MOUNT = Path("/content/drive")


class CellStopped(Exception):
    """Ends a cell, and with it "run all", with one sentence instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython asks an exception for."""
        return [str(self)]


@dataclass(frozen=True, slots=True)
class Session:
    """One experiment on a machine that is lent for some hours. `drive` outlives it; None where nothing does."""

    name: str
    preset: str
    repo: str
    revision: str
    source: str
    drive: Path | None

    @classmethod
    def begin(cls, preset: str, base: str, source: str, drive: str, name: str) -> "Session":
        """As the form says: `base` is owner/name@commit, or "" for the preset's; `drive` a mounted folder or "".

        With SMOKE=1 the environment says what a test of the whole notebook trains, and where.
        """
        if os.environ.get("SMOKE") == "1":
            base, source, drive = (os.environ[f"SMOKE_{word}"] for word in ("BASE", "DATA", "DRIVE"))
        with _explained():
            chosen = parse_config(read_preset(preset), preset).base
            repo, _, revision = base.strip().partition("@") if base.strip() else (chosen.repo, "", chosen.revision)
            folder = _drive(drive)
            session = cls(name, preset, repo, revision, source.strip(), folder / name if folder else None)
            session._config(read_preset(preset))
        print(f"{repo}@{revision[:7]}, {session.source}")
        print(f"드라이브: {session.drive}" if session.drive else "드라이브 없이 합니다. 연결이 끊기면 처음부터입니다.")
        return session

    @property
    def folder(self) -> Path:
        return Path.cwd() / self.name

    @property
    def base(self) -> Path:
        return Path.cwd() / "base" / f"{self.repo.rpartition('/')[2]}-{self.revision[:7]}"

    @property
    def data(self) -> Path:
        return (self.drive or self.folder) / "data"

    @property
    def experiment(self) -> Path:
        return self.folder / "experiment"

    @property
    def package(self) -> Path:
        return self.folder / "package"

    def fetch_base(self) -> None:
        """The base model, at one commit and checked; in a second call only what is missing."""
        with _explained():
            fetch_base(self.repo, self.revision, self.base, print)

    def make_data(self) -> None:
        """Records, split and frozen. Once made they stay: a run goes on with the data that it began with."""
        if self.data.exists():
            print(f"전에 만든 자료를 씁니다: {self.data}")
            return
        source = _uploaded() if self.source == UPLOAD else self.source
        run("dataset", source if source == SAMPLES else str(Path(source).resolve()), "--out", str(self.data))

    def plan(self) -> None:
        """The experiment's folder, made when there is none; and what the run will cost."""
        if not self.experiment.exists():
            with _explained():
                new_experiment(self.preset, self.experiment)
                kept = self.drive / CONFIG if self.drive else None
                if kept and kept.exists():
                    print(f"드라이브에 있던 설정으로 이어 갑니다: {kept}")
                text = kept.read_text(encoding="utf-8") if kept and kept.exists() else read_preset(self.preset)
                (self.experiment / CONFIG).write_text(self._config(text), encoding="utf-8")
        run("plan", str(self.experiment))

    def train(self) -> None:
        """From where it was to the end, or to the stop button."""
        if self.drive:
            shutil.copyfile(self.experiment / CONFIG, self.drive / CONFIG)
        progress = Progress(self.experiment / METRICS)
        try:
            run("train", str(self.experiment), say=progress)
        finally:
            progress.show()

    def losses(self) -> Any:
        """The plot of the run so far, as a notebook shows it."""
        return import_module("IPython.display").SVG(losses_svg(read_metrics(self.experiment / METRICS)))

    def export(self, title: str, version: str) -> None:
        """The package, made anew: a second version replaces the first."""
        shutil.rmtree(self.package, ignore_errors=True)
        names = ("--name", self.name, "--title", title, "--version", version)
        run("export", str(self.experiment), str(self.package), *names)

    def publish(self, repo: str) -> None:
        """To owner/name on the hub; with "" as a zip to download, which the Drive keeps too."""
        if repo.strip():
            from huggingface_hub import get_token

            # Colab's secrets are told to this process only.
            token = get_token()
            run(
                "publish",
                str(self.package),
                "--to",
                f"hub:{repo.strip()}",
                secrets={"HF_TOKEN": token} if token else {},
            )
            return
        file = (self.drive or self.folder) / f"{self.name}.zip"
        file.unlink(missing_ok=True)
        run("publish", str(self.package), "--to", f"zip:{file}")
        if colab := _colab("files"):
            colab.download(str(file))

    def _config(self, text: str) -> str:
        """A config's text with this session's places. Raises ConfigInvalid when it is none."""
        places = {"base.repo": self.repo, "base.revision": self.revision, "base.path": str(self.base)}
        places |= {"data.folder": str(self.data), "saving.mirror": str(self.drive or "")}
        text = rewritten(text, places)
        parse_config(text, CONFIG)
        return text


def run(*arguments: str, say: Callable[[str], None] = print, secrets: Mapping[str, str] | None = None) -> None:
    """`python -m training …`, its lines shown as they come. Raises CellStopped when it fails; it said why.

    The stop button asks it to end: training saves first.
    """
    # Bars that redraw a line would fill the cell with lines.
    environment = {**os.environ, "PYTHONUTF8": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", **(secrets or {})}
    # A session of its own: the button's signal reaches it once, from here.
    with subprocess.Popen(
        [sys.executable, "-m", "training", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=environment,
        start_new_session=True,
    ) as process:
        lines = cast("IO[str]", process.stdout)
        try:
            _follow(lines, say)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            print("저장하고 멈추는 중입니다. 이번 걸음이 끝날 때까지 기다려 주세요.", flush=True)
            _follow(lines, say)
    if process.returncode not in (0, STOPPED):
        raise CellStopped("위에 적힌 까닭으로 멈췄습니다. 고친 뒤 이 칸부터 다시 실행해 주세요.")


def _follow(lines: Iterator[str], say: Callable[[str], None]) -> None:
    for line in lines:
        say(line.rstrip("\n"))


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except AppError as error:
        raise CellStopped(f"{sentence(error)}\n{error}") from error


def _drive(folder: str) -> Path | None:
    """The folder, its Drive mounted where it is Colab's. None without one. Raises CellStopped when there is none."""
    if not folder.strip():
        return None
    path = Path(folder.strip())
    if path.is_relative_to(_MOUNT) and not (_MOUNT / "MyDrive").is_dir():
        drive = _colab("drive")
        if drive is None:
            raise CellStopped("여기에는 구글 드라이브가 없습니다. DRIVE를 비우거나 다른 폴더를 적어 주세요.")
        drive.mount(str(_MOUNT))
    path.mkdir(parents=True, exist_ok=True)
    return path


def _uploaded() -> str:
    """The name of a file that is chosen in the browser now."""
    files = _colab("files")
    given = files.upload() if files else {}
    if not given:
        raise CellStopped("올린 파일이 없습니다. DATA에 파일 경로를 적거나 이 칸을 다시 실행해 파일을 골라 주세요.")
    return str(next(iter(given)))


def _colab(part: str) -> Any:
    """A module of google.colab; None where the notebook runs elsewhere."""
    try:
        return import_module(f"google.colab.{part}")
    except ImportError:
        return None
