"""Critiques to look at: an answer, remarks on it, and a preparer that needs no installed model."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.counting import CHARS, Limit
from core.critique.pipeline import Job, guided, prepare
from core.engine.hardware import Hardware
from core.engine.protocol import Load
from core.errors import AppError
from core.essay import Application, Question
from core.models.adapter_files import AdapterContent
from core.models.adapters import AdapterInfo
from core.remark import Polarity, Remark, RemarkStatus, Source, Span
from core.settings import Settings
from desktop.critique.request import StartRequest
from desktop.critique.view import CritiqueView, ModelLabel, RemarkView, Stage
from tests.fakes.model_files import entry

ANSWER = (
    "저는 어릴 때부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다. 대학 시절 편의점에서 야간 근무를 하며 "
    "재고 관리의 중요성을 배웠습니다.\n\n"
    "당시 유통기한이 지난 상품이 매주 평균 40개씩 나왔는데, 저는 요일별 판매량을 정리해 발주량을 조정했습니다. "
    "그 결과 두 달 만에 폐기 상품을 주 12개로 줄일 수 있었습니다.\n\n"
    "귀사는 고객을 최우선으로 생각하는 기업이라고 알고 있습니다."
)
FIRST = "저는 어릴 때부터 성실하고 책임감이 강하다는 말을 많이 들으며 자랐습니다."
SECOND = "그 결과 두 달 만에 폐기 상품을 주 12개로 줄일 수 있었습니다."
THIRD = "귀사는 고객을 최우선으로 생각하는 기업이라고 알고 있습니다."
REPLY = (
    f'아쉬운 점 | "{FIRST}" | 평판만 있고 확인할 근거가 없습니다. | 줄인 결과를 첫 문장에 두세요.\n'
    f'좋은 점 | "{SECOND}" | 기간과 결과가 함께 있어 믿을 수 있습니다. | 그때의 방법도 한 줄 쓰세요.\n'
    f'아쉬운 점 | "{THIRD}" | 어느 회사에나 쓸 수 있는 문장입니다. | 직접 본 점포를 들어 보세요.\n'
    "총평 | 성과는 분명하나 동기가 약합니다. 둘째 문단을 앞으로 옮기세요."
)
ENTRY = entry(id="tiny", name="체험용 0.5B", prompt_format="chatml", trial=True, context_length=16_384)
ADAPTER = AdapterInfo("v1", Path("/어댑터/v1"), AdapterContent(None, None, 16, 32.0, ("q_proj",), 10), "f" * 64, "tiny")
ROOMY = Hardware(2, 16_000_000_000, 8_000_000_000, frozenset(), ())


@dataclass(slots=True)
class FakePreparer:
    """Composes real jobs for a model that is said to be there. `error` is raised instead when it is set."""

    settings: Settings = field(default_factory=lambda: Settings(guided=False))  # the engines' scripts are whole replies
    error: AppError | None = None
    here: bool = True
    adapter: AdapterInfo | None = ADAPTER

    def ready(self) -> bool:
        return self.here

    def reads_ahead(self) -> bool:
        return self.settings.read_ahead

    def download_size(self) -> str:
        return "491 MB"

    def prepare(self, request: StartRequest, opened: Load | None) -> Job:
        if self.error is not None:
            raise self.error
        question = request.question
        return prepare(
            question.text, request.answer, question.limit, ENTRY, self.adapter, settings=self.settings,
            hardware=ROOMY, company=request.application.company, path="모델 파일.gguf", opened=opened,
        )  # fmt: skip

    def guide(self, job: Job) -> Job:
        return guided(job) if self.settings.guided else job

    def label(self, job: Job) -> ModelLabel:
        return ModelLabel(job.entry.name, "v1", job.entry.trial, guided=job.guide is not None)


def request(question: Question, answer: str = ANSWER, company: str = "가람유통") -> StartRequest:
    application = Application(question.application_id, company, "영업관리", "", None, 0, datetime.now(UTC))
    return StartRequest(application, question, answer)


def question(number: int = 1, answer: str = ANSWER) -> Question:
    text = f"{number}번 문항: 지원한 동기를 쓰시오."
    return Question(f"q{number}", "a1", number, "지원 동기", text, Limit(700, CHARS), answer, datetime.now(UTC))


def remark(
    quote: str = FIRST,
    polarity: Polarity = Polarity.IMPROVE,
    reason: str = "평판만 있고 확인할 근거가 없습니다.",
    advice: str = "줄인 결과를 첫 문장에 두세요.",
    *,
    status: RemarkStatus = RemarkStatus.OPEN,
    source: Source = Source.MODEL,
) -> Remark:
    start = ANSWER.index(quote)
    rule = "다른 회사 이름" if source is Source.RULE else ""
    span = Span(start, start + len(quote))
    return Remark(source, polarity, span, quote, reason, advice, rule, status)


def views(*remarks: Remark) -> tuple[RemarkView, ...]:
    return tuple(RemarkView(ordinal, one, one.span) for ordinal, one in enumerate(remarks))


def view(*remarks: Remark, stage: Stage = Stage.DONE, **changes: object) -> CritiqueView:
    """A critique of the first question as the panel gets it."""
    facts: dict[str, object] = {
        "question_id": "q1",
        "number": 6,
        "stage": stage,
        "judged_text": ANSWER,
        "model": ModelLabel("체험용 0.5B", "v1", trial=True, device="cpu"),
        "key": "one",
        "remarks": views(*remarks),
        "elapsed": 8.4,
        "chars_per_second": 27.0,
        "tokens_per_second": 19.2,
    }
    return CritiqueView(**{**facts, **changes})  # type: ignore[arg-type]  # a test names fields that exist
