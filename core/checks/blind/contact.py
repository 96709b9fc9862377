"""Telephone, mail, address and number of residence; accounts that lead to the writer."""

import re
from collections.abc import Iterator

from core.checks.blind.names import others
from core.checks.blind.reading import START, Reading, Sign, any_of
from core.remark import Level

_DASH = r"[-–—. )/]{0,2}"
_SPOKEN = "[공영일이삼사오육칠팔구]{4}"
_NUMBER = any_of(
    rf"(?<![\d.\-])(?:(?:\(?\+\s?82\)?|82){_DASH}0?|\(?0)(?:1[016789]|2|[3-6][1-5]|70|50\d){_DASH}\d{{3,4}}{_DASH}\d{{4}}(?!\d)",
    rf"(?:공일공|영일영)[\s-]?{_SPOKEN}[\s-]?{_SPOKEN}",
    # of residence
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?-\s?[1-8]\d{6}(?!\d)",
    r"(?<!\d)\d{6}-[1-4]\*{6}",
)
# A number of something else, or of an office.
_NOT_MINE = any_of(
    r"(?:접수|주문|송장|제품|모델|관리|계좌|수험|예약|부품|문서|운송장|일련)\s?번호[는은를가]?\s?$",
    r"대표\s?(?:번호|전화)|고객\s?센터|콜센터|상담\s?전화|(?:매장|회사)\s?(?:번호|전화)",
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?@\s?"
    r"(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,10}(?![A-Za-z0-9])"
)
_PROVINCE = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충[북남]|전[북남]|경[북남]|제주|충청[북남]|전라[북남]|경상[북남])"
    r"(?:특별자치도|특별자치시|특별시|광역시|도|시)?"
)
_ADDRESS = re.compile(
    rf"{START}(?:{_PROVINCE}\s)?(?:[가-힣]{{1,4}}시\s)?[가-힣]{{1,4}}[구군]\s"
    r"(?:[가-힣0-9]{1,7}[동읍면]\s\d{1,4}(?:-\d{1,4})?(?:번지)?"
    r"|[가-힣0-9]{1,10}(?:로|길)\s?\d{1,4}(?:-\d{1,3})?(?!\s?차로|\d|km|m|일|명|개|년))"
)
_HOME = re.compile(r"주소[는은:]|주소\s?:|거주|사는\s?곳|살고|(?:저희|우리|제)\s?집")
_HOSTS = (
    r"(?:blog\.naver\.com|github\.com|gitlab\.com|youtube\.com|youtu\.be|instagram\.com|facebook\.com|twitter\.com|x\.com"
    r"|linkedin\.com|velog\.io|brunch\.co\.kr|behance\.net|notefolio\.net|t\.me|open\.kakao\.com|pf\.kakao\.com|medium\.com"
    r"|threads\.net|tiktok\.com|dribbble\.com)"
)
_OWN_HOSTS = r"(?:tistory\.com|github\.io|notion\.site|egloos\.com|wordpress\.com|modoo\.at|carrd\.co)"
_LINK = any_of(
    r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]{3,200}",
    rf"(?<![A-Za-z0-9@.-]){_HOSTS}/[A-Za-z0-9@._/%-]{{2,100}}",
    rf"(?<![A-Za-z0-9@.-])[A-Za-z0-9-]{{2,40}}\.{_OWN_HOSTS}(?:/[A-Za-z0-9._/%-]{{0,100}})?",
)
_SOURCE = re.compile(r"\.(?:go|or|re)\.kr|wikipedia|kosis|dart\.fss")
# 깃허브 아이디 hanjw-dev; without 아이디 only what looks like one: 유튜브 Analytics is none.
_HANDLE = re.compile(
    r"(?:인스타(?:그램)?|트위터|페이스북|스레드|텔레그램|디스코드|카카오톡|카톡|깃허브|GitHub|유튜브|틱톡|링크드인|SNS|블로그)(?:"
    r"\s?(?:계정|아이디|ID|주소)[은는인]?\s?[:：]?\s?(?P<named>@?[A-Za-z][A-Za-z0-9._#-]{3,40})"
    r"|[은는]?\s?[:：]?\s?(?P<bare>@[A-Za-z0-9._-]{2,40}|[A-Za-z]{2,20}[0-9_#][A-Za-z0-9._#-]{1,20}))"
)


def check(reading: Reading) -> Iterator[Sign]:
    """Outright: telephone, mail, address, resident number. To be looked at: links and handles."""
    text = reading.text
    for match in _NUMBER.finditer(text):
        if not _NOT_MINE.search(reading.before(match.start(), 14)):
            yield Sign("blind.contact", match.start(), match.end())
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield Sign("blind.contact", match.start(), match.end())
    if any(map(str.isdigit, text)):
        yield from _addresses(reading)
    for match in _LINK.finditer(text):
        if not _SOURCE.search(match[0]) and not others("cited").search(reading.after(match.end(), 20)):
            yield Sign("blind.contact.account", match.start(), match.end())
    for match in _HANDLE.finditer(text):
        kind = "named" if match["named"] else "bare"
        yield Sign("blind.contact.account", match.start(kind), match.end(kind))


def _addresses(reading: Reading) -> Iterator[Sign]:
    for match in _ADDRESS.finditer(reading.text):
        near = reading.around(match.start(), match.end(), 20)
        if not others("business").search(near):
            yield Sign("blind.contact.address", *match.span(), None if _HOME.search(near) else Level.CHECK)
