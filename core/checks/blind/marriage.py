"""Marriage, children and who looks after them."""

from collections.abc import Iterator

from core.checks.blind.names import others
from core.checks.blind.reading import Reading, Sign, word

_SIGNS = word(
    r"(?:(?:제|저의|사랑하는)\s)?(?:아내|남편|배우자|약혼자|약혼녀|와이프|처자식|장인어른|장모님|시부모님|시어머니|시아버지|시댁|처가)"
    r"(?=[와과의가는를을께에도,\s]|이\s)",
    r"결혼(?=을\s?(?:하|했|한|앞|계획|준비|결심|약속)|하고|했|한\s?(?:뒤|후|지|저)|하면서|하여|해서|식을\s?(?:올|앞|치)"
    r"|할\s?(?:계획|예정|생각)|\s?(?:후|생활|\d+년|계획이)|과\s?(?:출산|육아)|으로)",
    r"(?:기혼|미혼)자?(?=이|으?로|인\s?(?:저|제)|입|라|\s?상태)|신혼(?=인|이|생활|을\s|\s?때|의\s)",
    r"이혼(?=\s?(?:후|을\s?(?:하|겪|한)|하고|했))|독신(?=으로|주의자?|이)",
    r"(?:유부남|유부녀|돌싱|싱글맘|싱글대디|워킹맘|워킹대디|경단녀|경력\s?단절\s?여성)(?=이|으로|라|입|인|로)",
    r"출산(?=\s?(?:후|휴가|이후)|을\s?(?:하|한|앞|겪)|하고|했|으로|과\s?육아)",
    r"임신(?=\s?(?:중에?도|\d)|을\s?(?:하|한|했)|했|하고|한\s?(?:몸|상태))",
    r"육아(?=로\s|를\s?(?:하|병행|전담|맡)|와\s?(?:병행|일|직장|공부)|에\s?(?:전념|집중)|\s?때문|\s?휴직을\s?(?:마치|쓰|했|한)|\s?중)",
    r"(?:한|두|세|네|하나|둘|[1-5]\s?명의|돌이?\s?된)\s?(?:아이|딸|아들)의\s?(?:엄마|아빠|아버지|어머니|부모|가장)",
    r"(?:[가-힣]{1,3}\s살(?:배기|짜리|된)?\s)?(?:딸|아들|아이|자녀)(?:을|를)\s?(?:키우[는고며]|기르[는고며]|둔|낳)",
)


def check(reading: Reading) -> Iterator[Sign]:
    """A remark for each, unless the sentence speaks of customers, products or policies."""
    for match in _SIGNS.finditer(reading.text):
        if not others("marriage").search(reading.around(match.start(), match.end(), 30)):
            yield Sign("blind.marriage", match.start(), match.end())
