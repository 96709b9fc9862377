"""The checks in a thread of their own. `core.checks` is imported there: its word lists take a moment to compile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from core.counting import Limit
from core.errors import AppError
from core.remark import Remark
from desktop.checks.finding import Finding, Group
from desktop.jobs import OneThread

NO_LIMIT = Limit()


@dataclass(frozen=True, slots=True)
class OtherAnswer:
    """Another answer of the user's."""

    id: str
    company: str
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What is known around an answer. `profile` is the value of a `core.checks.context.BlindProfile`."""

    question: str = ""
    limit: Limit = NO_LIMIT
    company: str = ""
    role: str = ""
    own_name: str = ""
    profile: str = "off"
    others: tuple[OtherAnswer, ...] = ()


class CheckThread(OneThread):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__("checks", parent)

    def check(self, text: str, facts: CheckFacts, done: Callable[[tuple[Finding, ...]], None]) -> None:
        """All findings of the rules on `text`, in the order of the checks."""
        self._send(lambda: _checked(text, facts), done, None)

    def labels(self, done: Callable[[Mapping[str, str]], None]) -> None:
        """The short name of every rule, by its id."""
        self._send(_labels, done, None)

    def run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Something else that takes a moment, such as a small file."""
        self._send(work, done, failed)

    def close(self) -> None:
        """Finish what is under way and end the thread."""
        self._end(lambda: None)


def _checked(text: str, facts: CheckFacts) -> tuple[Finding, ...]:
    from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
    from core.checks.registry import check

    labels = _labels()
    context = CheckContext(
        text=text,
        question=facts.question,
        limit=facts.limit,
        company=facts.company,
        role=facts.role,
        own_name=facts.own_name,
        profile=BlindProfile(facts.profile),
        earlier=tuple(EarlierAnswer(one.id, one.company, one.question, one.text) for one in facts.others),
    )
    return tuple(_finding(remark, labels) for remark in check(context))


def _finding(remark: Remark, labels: Mapping[str, str]) -> Finding:
    group = Group.BLIND if remark.rule.startswith("blind.") else Group.SUBMISSION
    return Finding(
        remark=remark,
        label=labels.get(remark.rule, remark.rule),
        group=group,
        span=remark.span,
    )


def _labels() -> Mapping[str, str]:
    from core.checks.wording import rules

    return {rule.id: rule.label for rule in rules().values()}
