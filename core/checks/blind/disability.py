"""Disability and illness of the writer; of customers, patients and machines they are left alone."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import alternatives, gazetteer, others
from core.checks.blind.reading import Reading, Sign, word

_HAS_IT = (
    r"(?=이지만|가\s?(?:있[어지습]|있는\s저)|를\s?(?:가진\s저|가지고|극복(?!하려)|앓|딛|안고|입)"
    r"|로\s(?:인해|수술|다리|휠)|\s?판정|인으로|인이)"
)
_SUFFERS = (
    r"(?=[을를]\s?(?:앓|겪|극복|이겨|진단|딛)|에\s?걸|[이가]\s?(?:있[어지습]|심|생)|으?로\s?(?:인해|고생|수술|휴학|힘)"
    r"|\s?(?:투병|진단을?\s?받|판정|수술을?\s?받|완치|때문))"
)


def check(reading: Reading) -> Iterator[Sign]:
    """A remark where the words around it say that the writer has it."""
    for match in _signs().finditer(reading.text):
        if not others("health").search(reading.around(match.start(), match.end(), 25)):
            yield Sign("blind.disability", match.start(), match.end())


@cache
def _signs() -> re.Pattern[str]:
    data = gazetteer("health")
    impaired = rf"(?:{alternatives(data['impairments'])})\s?장애"
    return word(
        rf"{impaired}(?:\s?[1-6]급)?{_HAS_IT}",
        rf"{impaired}\s?[1-6]급(?=입|이|을|으로)",
        rf"{impaired}인(?=입니다|으로|이지만|인\s저)",
        r"장애인(?=으로\s?(?:등록|살|서|태어)|이지만|입니다|이라|인\s?(?:저|제)|이기에)",
        r"장애\s?(?:등급|판정)(?=을\s?(?:받|가)|\s?[1-6]급)|장애\s?[1-6]급(?=\s?판정|을\s?받|입|이)",
        r"장애를\s?(?:가지고|안고|딛고|가진\s저)|말을?\s?더듬(?:는\s?(?:장애|버릇|습관)|어)",
        r"(?:색약|색맹)(?=이|으로|입|인|\s?(?:판정|진단|때문))|(?:전)?색각\s?이상(?=이|\s?때문|으로|을)",
        r"보청기를\s?(?:끼|착용|쓰)|난청(?=이\s?있|으로|을\s?(?:앓|겪|극복))|(?:소아마비|뇌성마비)(?=로|를|가|이)",
        r"(?:의족|의수)(?=[을를]\s?(?:착용|끼|하|신)|에\s?의지)",
        r"휠체어(?=를\s?(?:타고|탄\s저|이용하는\s저)|에\s?(?:앉아|의지))",
        r"(?:다리|몸|손|팔|허리|거동)[가이]\s?불편(?=해|하여|했|한\s저|하지만|합)",
        rf"(?:{alternatives(data['illnesses'])}){_SUFFERS}",
    )
