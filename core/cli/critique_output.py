"""What `critique` prints: remarks as they come for people, one JSON object at the end for programs."""

import json
from typing import Any, Protocol, TextIO

from core.counting import count, cut_at
from core.critique import pipeline
from core.critique.gate import DropReason
from core.critique.pipeline import Job
from core.critique.prompt import LABELS, OVERALL_LABEL
from core.critique.session import CritiqueSession, State
from core.engine.protocol import FinishReason
from core.errors import AppError
from core.messages import sentence
from core.remark import Remark

_DISCLAIMER = "참고용이며 합격을 보장하지 않습니다."
_TRIAL = "체험용 모델은 자기소개서를 배운 모델이 아니어서 첨삭이 얕습니다."
_ENDS = {
    FinishReason.LENGTH: "답이 길어 중간에 끊었습니다.",
    FinishReason.REPETITION: "같은 말이 되풀이되어 멈췄습니다.",
}
_DROPS = {
    DropReason.NO_QUOTE: "인용이 없음",
    DropReason.QUOTE_NOT_FOUND: "글에 없는 인용",
    DropReason.NO_REASON: "이유가 없음",
    DropReason.NOT_KOREAN: "한국어가 아님",
    DropReason.INVENTED: "글에 없는 숫자나 이름",
    DropReason.COPIED: "글을 그대로 옮김",
    DropReason.DUPLICATE: "되풀이",
}


class Output(Protocol):
    """A form of output."""

    def refused(self, error: AppError) -> None:
        """It could not start."""

    def begin(self, job: Job) -> None:
        """It starts."""

    def warn(self, error: AppError) -> None:
        """Something beside it went wrong; it goes on."""

    def show(self, session: CritiqueSession) -> None:
        """Something may have changed."""

    def end(self, session: CritiqueSession, critique_id: str | None) -> None:
        """It is over, well or not."""


class TextOutput:
    """Remarks on `out` as soon as they are certain; state and progress on `err`, on one line when it is a terminal."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._live = err.isatty()
        self._line = ""
        self._shown = 0

    def refused(self, error: AppError) -> None:
        print(sentence(error), file=self._err)

    def begin(self, job: Job) -> None:
        request = job.request
        length = f"{count(request.answer, request.limit.profile):,}"
        limit = f" / {request.limit.value:,}" if request.limit.value is not None else ""
        over = " (넘침)" if cut_at(request.answer, request.limit) is not None else ""
        adapter = f" · 어댑터 {job.adapter.id}" if job.adapter else ""
        print(f"글 {length}{limit}자{over} · 모델 {job.entry.name}{adapter}", file=self._err)
        if job.entry.trial:
            print(_TRIAL, file=self._err)

    def warn(self, error: AppError) -> None:
        print(f"기록에 남기지 못합니다. {sentence(error)}", file=self._err)

    def show(self, session: CritiqueSession) -> None:
        for remark in session.remarks[self._shown :]:
            self._clear()
            self._print("\n".join(remark_lines(remark)) + "\n")
        self._shown = len(session.remarks)
        if not session.over:
            self._state(state_line(session))

    def end(self, session: CritiqueSession, critique_id: str | None) -> None:
        self._clear()
        self.show(session)
        if session.overall:
            self._print(f"[{OVERALL_LABEL}]\n  {session.overall}\n")
        if not session.remarks and not session.overall and session.state is State.DONE:
            print("보여 줄 만한 지적이 없습니다. 다시 시도하거나 더 큰 모델을 골라 주세요.", file=self._err)
        for reason, number in session.dropped.items():
            print(f"보이지 않은 지적 {number}개: {_DROPS[reason]}", file=self._err)
        print(state_line(session), file=self._err)
        if critique_id is not None:
            print(f"기록: python -m core history show {critique_id}", file=self._err)
        print(_DISCLAIMER, file=self._err)

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)

    def _state(self, line: str) -> None:
        if self._live:
            if line != self._line:
                self._err.write(f"\r\x1b[2K{line}")
        elif line.partition(" ")[0] != self._line.partition(" ")[0]:
            self._err.write(f"{line.partition(' · ')[0]}\n")  # a file gets each state once, without figures
        self._line = line
        self._err.flush()

    def _clear(self) -> None:
        if self._live and self._line:
            self._err.write("\r\x1b[2K")
            self._err.flush()
            self._line = ""


class JsonOutput:
    """One object on `out` at the end, whatever the end is."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._job: Job | None = None

    def refused(self, error: AppError) -> None:
        self._print({"state": State.FAILED.value, "error": error_row(error), "remarks": [], "overall": ""})

    def begin(self, job: Job) -> None:
        self._job = job

    def warn(self, error: AppError) -> None:
        pass  # the missing id tells

    def show(self, session: CritiqueSession) -> None:
        pass

    def end(self, session: CritiqueSession, critique_id: str | None) -> None:
        loaded = session.loaded
        facts = {} if self._job is None else _job_facts(self._job)
        self._print(
            {
                "id": critique_id,
                "state": session.state.value,
                "finish_reason": session.finish_reason.value if session.finish_reason else None,
                "error": error_row(session.error) if session.error else None,
                "remarks": [remark_row(remark) for remark in session.remarks],
                "overall": session.overall,
                "dropped": {reason.value: number for reason, number in session.dropped.items()},
                **facts,
                "device": {"name": loaded.device, "reason": loaded.device_reason} if loaded else None,
                "timings": pipeline.timings(session),
            }
        )

    def _print(self, row: dict[str, Any]) -> None:
        print(json.dumps(row, ensure_ascii=False), file=self._out, flush=True)


def _job_facts(job: Job) -> dict[str, Any]:
    return {
        "model": {"id": job.entry.id, "name": job.entry.name, "trial": job.entry.trial},
        "adapter": job.adapter.id if job.adapter else None,
        "settings": job.settings(),
    }


def state_line(session: CritiqueSession) -> str:
    """One line for people."""
    match session.state:
        case State.OPENING:
            return f"모델 여는 중 · {session.elapsed:.0f}초"
        case State.READING:
            done, total = session.reading
            return f"읽는 중 · {100 * done // total} %" if total else "읽는 중"
        case State.WRITING:
            return f"쓰는 중 · {session.rate_chars:.0f}자/초"
        case State.DONE:
            end = f" · {_ENDS[session.finish_reason]}" if session.finish_reason in _ENDS else ""
            return f"끝 · {session.elapsed:.1f}초 · {session.rate_chars:.0f}자/초{end}"
        case State.CANCELLED:
            return f"멈춤 · {session.elapsed:.1f}초 · 여기까지 받은 첨삭은 남아 있습니다."
        case State.FAILED:
            return f"실패 · {sentence(session.error) if session.error else ''}"


def remark_lines(remark: Remark) -> list[str]:
    """A remark for people."""
    lines = [f"[{LABELS[remark.polarity]}] “{' '.join(remark.quote.split())}”", f"  {remark.reason}"]
    return [*lines, f"  → {remark.advice}"] if remark.advice else lines


def remark_row(remark: Remark) -> dict[str, Any]:
    """A remark for programs: `start` and `end` are code points of the answer as it was judged."""
    return {
        "polarity": remark.polarity.value,
        "quote": remark.quote,
        "start": remark.span.start if remark.span else None,
        "end": remark.span.end if remark.span else None,
        "reason": remark.reason,
        "advice": remark.advice,
    }


def error_row(error: AppError) -> dict[str, Any]:
    message = sentence(error)
    return {"code": error.code, "what": message.what, "next": message.next_step, "context": error.context}
