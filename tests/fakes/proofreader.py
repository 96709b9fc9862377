"""A language process that proofreads as it was told, and only when it is told to answer."""

from core.language.protocol import Failed, Proofread, Proofreading, Question
from core.proofread.correction import Correction
from core.remark import Span
from desktop.language_process import Answered

SLIPS = (
    # what is wrong, what to write, whether that is certain
    ("조정 했습니다", ("조정했습니다",), True),
    ("줄일수", ("줄일 수",), True),
    ("웬지", ("왠지", "웬 지"), False),
)


class FakeProofreader:
    """`asked` are the requests that are not answered yet, `forgotten` the ids of those that nobody wants any more."""

    def __init__(self) -> None:
        self.asked: list[tuple[Proofread, Answered]] = []
        self.all: list[Proofread] = []
        self.forgotten: list[str] = []

    def ask(self, question: Question, answered: Answered, *, instead_of: str = "") -> str:
        assert isinstance(question, Proofread)
        if instead_of:
            self.forget(instead_of)
        self.asked.append((question, answered))
        self.all.append(question)
        return question.request_id

    def forget(self, request_id: str) -> None:
        self.forgotten.append(request_id)
        self.asked = [one for one in self.asked if one[0].request_id != request_id]

    def answer(self) -> None:
        """Answer everything that was asked, as a proofreader would."""
        asked, self.asked = self.asked, []
        for question, answered in asked:
            answered(Proofreading(question.request_id, corrections(question.text, question.dictionary)))

    def fail(self) -> None:
        asked, self.asked = self.asked, []
        for question, answered in asked:
            answered(Failed(question.request_id, "language.crashed"))


def corrections(text: str, dictionary: tuple[str, ...] = ()) -> tuple[Correction, ...]:
    """The slips that are in `text` and not in the user's dictionary."""
    return tuple(
        Correction(Span(at, at + len(wrong)), wrong, right, certain, "slip", f"‘{wrong}’을(를) 살펴보세요.")
        for wrong, right, certain in SLIPS
        if (at := text.find(wrong)) >= 0 and wrong not in dictionary
    )
