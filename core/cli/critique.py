"""`python -m core critique FILE`: one critique in the terminal, kept in the history like those of the window."""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from core import paths
from core.cli import exit_codes
from core.cli.critique_evidence import EvidenceSearch
from core.cli.critique_expert import ExpertRun
from core.cli.critique_input import NoModel, read_expert_job, read_job
from core.cli.critique_output import NO_MODEL, JsonOutput, Output, TextOutput
from core.critique import pipeline
from core.critique.expert import ExpertJob
from core.critique.pipeline import CritiqueRecorder, Job, Session
from core.critique.session import CritiqueSession, State
from core.engine.protocol import Generate, Load
from core.engine.subprocess_host import EngineProcess
from core.errors import AppError, StorageError
from core.language.host import LanguageProcess
from core.question_type import question_type
from core.storage.database import AppDatabase

_STOP_SECONDS = 0.75  # after Ctrl+C the engine has so long to answer before it is left behind


def add_parser(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    engine: list[str] | None = None,
    language: list[str] | None = None,
) -> None:
    """Add `critique`. The parsed arguments carry `handler(args) -> exit code`."""
    parser = commands.add_parser(
        "critique",
        help="글 하나를 첨삭",
        description="텍스트 파일의 글을 첨삭합니다. 첨삭은 표준 출력으로, 진행 상황은 표준 오류로 나옵니다.",
        epilog=exit_codes.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="글이 든 텍스트 파일(UTF-8, CP949); -는 표준 입력")
    parser.add_argument("--sample", action="store_true", help="파일 대신 함께 들어 있는 예시 글을 첨삭")
    parser.add_argument("--question", default="", metavar="TEXT", help="문항")
    parser.add_argument("--limit", type=_positive, metavar="N", help="글자 수 제한")
    parser.add_argument("--company", default="", help="지원 회사")
    parser.add_argument("--role", default="", help="지원 직무")
    parser.add_argument("--model", metavar="ID", help="모델의 id, 또는 GGUF 파일의 경로")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--adapter", metavar="PATH", help="어댑터(PEFT) 폴더, 또는 어댑터의 이름 (고르지 않으면 권하는 어댑터)"
    )
    which.add_argument("--no-adapter", action="store_true", help="어댑터 없이, 모델만으로")
    parser.add_argument(
        "--no-model", action="store_true", help="모델 없이, 점검과 닮은 대목에 달린 첨삭으로 (모델이 없으면 저절로)"
    )
    parser.add_argument(
        "--free", action="store_true", help="무엇을 짚을지도 모델에게 맡김 (보통은 프로그램이 문장을 고르고 모델이 씀)"
    )
    parser.add_argument("--no-evidence", action="store_true", help="지적마다 닮은 전문가 첨삭을 찾지 않음")
    parser.add_argument("--json", action="store_true", help="끝난 뒤 JSON 객체 하나로 출력")
    parser.set_defaults(handler=lambda args: run(args, engine, language), usage_error=parser.error)


def run(args: argparse.Namespace, engine: list[str] | None, language: list[str] | None) -> int:
    """Handle the parsed arguments. What fails is told in the chosen form and decides the exit code."""
    if args.sample == bool(args.file):
        args.usage_error("FILE이나 --sample 가운데 하나가 필요합니다")
    if args.no_model and (args.model or args.adapter or args.no_adapter):
        args.usage_error("--no-model은 --model, --adapter, --no-adapter와 함께 쓸 수 없습니다")
    output: Output = JsonOutput(sys.stdout) if args.json else TextOutput(sys.stdout, sys.stderr)
    try:
        job = _job(args)
    except AppError as error:
        output.refused(error)
        return exit_codes.exit_code(error)
    session: Session
    output.begin(job)
    with _kept(job, output) as recorder, _interrupts() as interrupted, LanguageProcess(language) as words:
        if isinstance(job, ExpertJob):
            session = job.session(time.monotonic())
            ExpertRun(words, job, session, interrupted, recorder, output).drive()
        else:
            session = job.session(time.monotonic())
            search = None if args.no_evidence else EvidenceSearch(words, session, question_type(job.request.question))
            with EngineProcess(engine) as process:
                _Run(process, job, session, interrupted, recorder, output, search).drive()
            if search is not None and not interrupted.is_set():
                output.written(session)
                search.finish(interrupted)
        if recorder is not None:
            recorder.finish(session)
    output.end(session, recorder.id if recorder else None)
    if session.state is State.CANCELLED:
        return exit_codes.INTERRUPTED
    return exit_codes.exit_code(session.error) if session.error else exit_codes.OK


def _job(args: argparse.Namespace) -> Job | ExpertJob:
    if args.no_model:
        return read_expert_job(args)
    try:
        return read_job(args)
    except NoModel as error:
        print(NO_MODEL.format(model=error.context["model"]), file=sys.stderr)
        return read_expert_job(args)


@dataclass(frozen=True, slots=True)
class _Run:
    """The loop between the engine and everybody who wants to know."""

    process: EngineProcess
    job: Job
    session: CritiqueSession
    interrupted: threading.Event
    recorder: CritiqueRecorder | None
    output: Output
    search: EvidenceSearch | None

    def drive(self) -> None:
        """Ask for the model and then for the critique, and pass on what comes until it is over."""
        command: Load | Generate | None = self.job.load
        while command is not None:
            self._ask(command)
            if self.session.over:
                return
            command = self.job.generate if command is self.job.load else self.session.take()

    def _ask(self, command: Load | Generate) -> None:
        """Ask, and hear until it is answered."""
        self.process.send(command)
        stop_at: float | None = None
        while not self._answered(command):
            now = self._hear()
            if self.interrupted.is_set() and stop_at is None:
                self.process.cancel(command.request_id)
                stop_at = now + _STOP_SECONDS
            elif stop_at is not None and now >= stop_at:  # it is opening a model, or deep in a native library
                self._abandon(now)

    def _answered(self, command: Load | Generate) -> bool:
        if command is self.job.load:
            return self.session.over or self.session.loaded is not None
        return self.session.over or self.session.generate_id != command.request_id

    def _hear(self) -> float:
        """Wait a moment for events and hand them on; the time after."""
        for event in self.process.wait():
            self.session.apply(event, time.monotonic())
        now = time.monotonic()
        self.session.tick(now)
        if self.session.error is not None:
            self.session.error = pipeline.explain(self.session.error, self.job)
        if self.recorder is not None:
            self.recorder.checkpoint(self.session, now)
        if self.search is not None:
            self.search.look()
        self.output.show(self.session)
        return now

    def _abandon(self, now: float) -> None:
        self.session.cancel(now)
        if self.process.pid is not None:
            os.kill(self.process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """A flag that Ctrl+C and SIGTERM set; a second one ends the program at once."""
    flag = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if flag.is_set():
            raise KeyboardInterrupt
        flag.set()

    if threading.current_thread() is not threading.main_thread():
        yield flag  # signals belong to the main thread
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield flag
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _kept(job: Job | ExpertJob, output: Output) -> Iterator[CritiqueRecorder | None]:
    """The recorder of this critique; None, with a warning, when the history cannot be written."""
    try:
        database = AppDatabase.open(paths.app_db())
    except StorageError as error:
        output.warn(error)
        yield None
        return
    with database:
        database.critiques.close_interrupted()  # the lock is ours: whoever left one open is dead
        yield pipeline.record(database.critiques, job)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1보다 작을 수 없습니다")
    return number
