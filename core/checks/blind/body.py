"""Height, weight, looks and other facts of the body."""

from collections.abc import Iterator

from core.checks.blind.names import others
from core.checks.blind.reading import START, Reading, Sign, any_of, word
from core.remark import Level

_CM = "(?:cm|CM|㎝|센티미터|센티|센치)"
_KG = "(?:kg|KG|㎏|킬로그램|킬로)"
_SIZE = any_of(
    rf"{START}(?:키|신장)[는가이은]?\s?(?:약\s)?1[3-9]\d(?:\.\d)?\s?{_CM}?(?!\d)",
    rf"(?<!\d)1[3-9]\d\s?{_CM}(?:의|에|에다)?\s?(?:키|신장|장신|\d{{2,3}}\s?{_KG})",
    rf"{START}(?:몸무게|체중)[가이는은]?\s?(?:약\s)?\d{{2,3}}(?:\.\d)?\s?{_KG}",
    rf"(?<!\d)\d{{1,3}}\s?{_KG}(?:을|를|의)?\s?(?:체중\s?)?(?:감량|다이어트|(?:살을\s?)?[빼뺐뺀])",
)
_LOOKS = word(
    r"키가\s?(?:작[아은았]|크[고지]|커서?\s|컸|큰\s(?:편|저|제\s|사람))",
    r"(?:큰|작은|훤칠한)\s?키(?=\s|를|로|의|에|가|때)",
    r"(?:건장한|왜소한|다부진|마른|뚱뚱한|작은|좋은|탄탄한|큰)\s?(?:체격|체구|몸집|덩치)(?=[을를로으의에이과지라여였\s])",
    r"외모에\s?자신|뚱뚱(?:하다|했|해서|한\s?(?:몸|아이|외모))|비만(?=이었|으로|이던)",
    r"잘생[겼긴]|못생[겼긴]|예쁘[다게]는?\s?(?:말|소리|생)",
    r"(?:호감\s?가는|단정한|수려한|준수한|훤칠한|깔끔한|뛰어난|아름다운)\s?(?:외모|용모|인상)(?=[를을와과로의은는가,\s])",
    r"왼손잡이(?=라|이|로|인|입)|혈액형[은이]?\s?[:：]?\s?(?:A|B|O|AB)형",
    r"시력[이은]\s?(?:나[빠쁘]|좋[아지]|낮|약)|(?:양안\s?|교정\s?|나안\s?)?시력\s?(?:은\s?)?[012]\.\d",
    r"탈모(?=로|가|때문|를\s?(?:겪|앓))|대머리(?=라|로|이)",
)

_IMPRESSION = word(r"(?:첫)?인상이\s?(?:좋다는|선하다는|강하다는|차갑다는)\s?(?:말|이야기|소리|평)")


def check(reading: Reading) -> Iterator[Sign]:
    """Measures, build and looks, unless they are a customer's or a product's."""
    # 외모로 고객에게 다가갑니다 is the writer's, 키 170cm 마네킹 is not.
    for pattern, reach, level in ((_SIZE, 10, None), (_LOOKS, 2, None), (_IMPRESSION, 2, Level.CHECK)):
        for match in pattern.finditer(reading.text):
            near = reading.before(match.start(), 15) + reading.after(match.end(), reach)
            if not others("body").search(near):
                yield Sign("blind.body", match.start(), match.end(), level)
