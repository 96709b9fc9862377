"""What `critique` prints: remarks as they come for people, one JSON object at the end for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol, TextIO

from core.corpus import Origin
from core.counting import count, cut_at
from core.critique import pipeline
from core.critique.evidence import ranked
from core.critique.expert import ExpertJob, ExpertSession
from core.critique.gate import DropReason
from core.critique.pipeline import Job, Session
from core.critique.prompt import LABELS, OVERALL_LABEL
from core.critique.session import CritiqueSession, State
from core.engine.protocol import FinishReason
from core.errors import AppError
from core.messages import sentence
from core.remark import Citation, Level, Remark, Source
from core.retrieval.evidence import shortened

NO_MODEL = "설치된 모델이 없어 모델 없이 첨삭합니다. 모델을 받으려면: python -m core models download {model}"

_DISCLAIMER = "참고용이며 합격을 보장하지 않습니다."
_EVIDENCE = "닮은 대목에 달린 첨삭"
_NO_EVIDENCE = "근거 없음"
_QUOTE = 60  # characters
_LEVELS = {Level.VIOLATION: "위반", Level.CHECK: "확인 필요", Level.NOTE: "참고"}
_TRIAL = "체험용은 프로그램을 써 보기 위한 작은 모델이라 말이 서툴고 첨삭이 얕습니다."
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

    def begin(self, job: Job | ExpertJob) -> None:
        """It starts."""

    def warn(self, error: AppError) -> None:
        """Something beside it went wrong; it goes on."""

    def show(self, session: Session) -> None:
        """Something may have changed."""

    def written(self, session: Session) -> None:
        """The model has ended; evidence is still looked for."""

    def end(self, session: Session, critique_id: str | None) -> None:
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

    def begin(self, job: Job | ExpertJob) -> None:
        request = job.request
        length = f"{count(request.answer, request.limit.profile):,}"
        limit = f" / {request.limit.value:,}" if request.limit.value is not None else ""
        over = " (넘침)" if cut_at(request.answer, request.limit) is not None else ""
        new = pipeline.new_critique(job)
        adapter = f" · 어댑터 {new.adapter_id}" if new.adapter_id else ""
        print(f"글 {length}{limit}자{over} · 모델 {new.model_name}{adapter}", file=self._err)
        if isinstance(job, Job) and job.entry.trial:
            print(_TRIAL, file=self._err)

    def warn(self, error: AppError) -> None:
        print(f"기록에 남기지 못합니다. {sentence(error)}", file=self._err)

    def show(self, session: Session) -> None:
        for remark in session.remarks[self._shown :]:
            self._clear()
            self._print("\n".join(remark_lines(remark)) + "\n")
        self._shown = len(session.remarks)
        if not session.over:
            self._state(state_line(session))

    def written(self, session: Session) -> None:
        self.show(session)
        self._clear()
        if session.remarks:
            self._state("근거 찾는 중")

    def end(self, session: Session, critique_id: str | None) -> None:
        self._clear()
        self.show(session)
        if isinstance(session, CritiqueSession) and (lines := evidence_lines(session.remarks)):
            self._print("\n".join([f"[{_EVIDENCE}]", *lines]) + "\n")
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
        self._job: Job | ExpertJob | None = None

    def refused(self, error: AppError) -> None:
        self._print({"state": State.FAILED.value, "error": error_row(error), "remarks": [], "overall": ""})

    def begin(self, job: Job | ExpertJob) -> None:
        self._job = job

    def warn(self, error: AppError) -> None:
        pass  # the missing id tells

    def show(self, session: Session) -> None:
        pass

    def written(self, session: Session) -> None:
        pass

    def end(self, session: Session, critique_id: str | None) -> None:
        loaded = session.loaded
        facts = {} if self._job is None else _job_facts(self._job)
        self._print(
            {
                "id": critique_id,
                "state": session.state.value,
                "finish_reason": session.finish_reason.value if session.finish_reason else None,
                "error": error_row(session.error) if session.error else None,
                "remarks": [remark_row(session.remarks[ordinal]) for ordinal in ranked(session.remarks)],
                "overall": session.overall,
                "dropped": {reason.value: number for reason, number in session.dropped.items()},
                **facts,
                "device": {"name": loaded.device, "reason": loaded.device_reason} if loaded else None,
                "timings": pipeline.timings(session),
            }
        )

    def _print(self, row: dict[str, Any]) -> None:
        print(json.dumps(row, ensure_ascii=False), file=self._out, flush=True)


def _job_facts(job: Job | ExpertJob) -> dict[str, Any]:
    if isinstance(job, ExpertJob):
        return {"model": None, "adapter": None, "settings": job.settings()}
    return {
        "model": {"id": job.entry.id, "name": job.entry.name, "trial": job.entry.trial},
        "adapter": job.adapter.id if job.adapter else None,
        "settings": job.settings(),
    }


def state_line(session: Session) -> str:
    """One line for people."""
    if isinstance(session, ExpertSession):
        return _expert_state_line(session)
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
        case _:
            return _ending(session)


def _expert_state_line(session: ExpertSession) -> str:
    match session.state:
        case State.OPENING | State.WRITING:
            return f"닮은 대목 찾는 중 · {session.elapsed:.0f}초"
        case State.READING:
            done, total = session.reading
            return f"첨삭 자료를 살피는 중 · {100 * done // max(1, total)} %"
        case State.DONE:
            return f"끝 · {session.elapsed:.1f}초"
        case _:
            return _ending(session)


def _ending(session: Session) -> str:
    match session.state:
        case State.CANCELLED:
            return f"멈춤 · {session.elapsed:.1f}초 · 여기까지 받은 첨삭은 남아 있습니다."
        case _:
            return f"실패 · {sentence(session.error) if session.error else ''}"


def remark_lines(remark: Remark) -> list[str]:
    """A remark for people."""
    label = _LEVELS[remark.level] if remark.level else LABELS[remark.polarity]
    quote = f" “{' '.join(remark.quote.split())}”" if remark.quote else ""
    lines = [f"[{label}]{quote}", f"  {remark.reason}"]
    lines += [f"  → {remark.advice}"] if remark.advice else []
    if remark.source is Source.EXPERT:
        lines += [f"    {_source(each)}: “{each.excerpt}”" for each in remark.evidence or ()]
    return lines


def evidence_lines(remarks: Sequence[Remark]) -> list[str]:
    """What experts said of passages like those of a model's remarks; what none bears out comes last."""
    lines = []
    for ordinal in ranked(remarks):
        remark = remarks[ordinal]
        if remark.source is not Source.MODEL or remark.evidence is None:
            continue
        lines.append(f"“{shortened(remark.quote, _QUOTE)}”")
        lines += [f"  {_source(each)}: “{each.excerpt}” {each.said}" for each in remark.evidence]
        if not remark.evidence:
            lines.append(f"  {_NO_EVIDENCE}")
    return lines


def _source(citation: Citation) -> str:
    origin = "보기 글" if citation.origin == Origin.SAMPLE else ""
    return " · ".join(filter(None, (f"{citation.company} {citation.season}".strip(), origin, citation.url)))


def remark_row(remark: Remark) -> dict[str, Any]:
    """A remark for programs: `start` and `end` are code points of the answer as it was judged."""
    return {
        "source": remark.source.value,
        "rule": remark.rule,
        "level": remark.level.value if remark.level else None,
        "polarity": remark.polarity.value,
        "quote": remark.quote,
        "start": remark.span.start if remark.span else None,
        "end": remark.span.end if remark.span else None,
        "reason": remark.reason,
        "advice": remark.advice,
        "evidence": None if remark.evidence is None else [asdict(citation) for citation in remark.evidence],
    }


def error_row(error: AppError) -> dict[str, Any]:
    message = sentence(error)
    return {"code": error.code, "what": message.what, "next": message.next_step, "context": error.context}
