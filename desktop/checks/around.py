"""What is known around an answer, as `core.checks` and the language process want it."""

from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
from desktop.checks.check_thread import CheckFacts


def check_context(text: str, facts: CheckFacts) -> CheckContext:
    return CheckContext(
        text=text,
        question=facts.question,
        limit=facts.limit,
        company=facts.company,
        role=facts.role,
        own_name=facts.own_name,
        profile=BlindProfile(facts.profile),
        earlier=tuple(EarlierAnswer(one.id, one.company, one.question, one.text) for one in facts.others),
    )
