"""Pages of the local site in the structure that public scrapers of JobKorea describe."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from core.remark import Polarity
from tests.scraper.site.essays import GeneratedAnswer, GeneratedEssay, Piece, Skin

PER_PAGE = 20
_LABELS = {Polarity.GOOD: "좋은점", Polarity.IMPROVE: "아쉬운점"}
_CLASSES = {Polarity.GOOD: "good", Polarity.IMPROVE: "bad"}
_OPEN_QUESTIONS = 2
_PAGES_PER_BLOCK = 10

_HEAD = '<html lang="ko"><head><meta charset="utf-8" /><title>{title} | 잡코리아</title></head>\n<body>\n'
_TOP = ' <div id="skipNavigation"></div><div id="headerWrap"></div><div class="jkNavDimm"></div>\n'


def detail_html(essay: GeneratedEssay) -> str:
    """The page of an essay, in its skin."""
    questions = "".join(_question(answer, i, essay) for i, answer in enumerate(essay.answers))
    question_list = f'<dl class="qnaLists">\n{questions}     </dl>'
    return _usual(essay, question_list) if essay.skin is Skin.USUAL else _of_company(essay, question_list)


def _usual(essay: GeneratedEssay, question_list: str) -> str:
    heading = " ".join(filter(None, (essay.season, essay.career, essay.job)))
    spec = "".join(f"<li>{escape(part)}</li>" for part in essay.spec)
    return (
        _HEAD.format(title=f"{escape(essay.company)} {heading} 합격자소서") + _TOP + f""" <div id="wrap">
  <div class="starSideNav"></div>
  <div id="container">
   <div class="onairPopup" id="devLayerOnAir"></div>
   <div class="stContainer">
    <div class="selfTopBx">
     <div class="viewTitWrap">
      <h2 class="hd"><strong><a href="/Recruit/Co_Read/C/sample" target="_blank" title="기업 홈 이동">"""
        f"""{escape(essay.company)}</a></strong> <em>{heading}{"" if essay.job else " "}</em></h2>
     </div>
     <ul class="specLists">{spec}<li>{essay.views:,}<span class="stSpImg">읽음</span></li></ul>
    </div>
{_overall(essay)}    <div class="selfQnaWrap">
     {question_list}
    </div>
    <div class="viewBtns"><a class="linkList" href="/starter/PassAssay?Page=1">목록</a></div>
   </div>
  </div>
 </div>
</body></html>
"""
    )


def _of_company(essay: GeneratedEssay, question_list: str) -> str:
    heading = " ".join(filter(None, (essay.season, essay.career, essay.job)))
    cells = "".join(f'<span class="cell">{escape(part)}</span>' for part in essay.spec)
    return f"""<html lang="ko"><body><div id="company-body"><div class="company-header-branding-body">\
<span class="name">{escape(essay.company)}</span></div>
<section><div><section class="secView"><article class="detailView"><h2 class="tit">{heading} 합격자소서</h2>
<div class="items"><span class="trm">{cells}</span></div>
{_overall(essay)}<div class="viewCont">{question_list}</div>
</article></section></div></section></div></body></html>
"""


def _overall(essay: GeneratedEssay) -> str:
    if not essay.analysed:
        return ""
    grade = "" if essay.grade is None else _grade(essay.grade)
    text = f'     <p class="tx">{escape(essay.overall)}</p>\n' if essay.overall else ""
    return f'    <div class="adviceTotal">\n     <div class="hd">전문가 총평 {grade}</div>\n{text}    </div>\n'


def _grade(grade: int) -> str:
    stars = f'<span class="stars lv{grade:02}"><span class="down stSpImg"></span><span class="up"></span></span>'
    return f'<span class="grade">{stars} {grade} </span>'


def _question(answer: GeneratedAnswer, index: int, essay: GeneratedEssay) -> str:
    is_open = index < _OPEN_QUESTIONS
    remarks = "".join(
        f'        <p><span class="{_CLASSES[one.polarity]}">{_LABELS[one.polarity]} {one.number}</span> '
        f"{escape(one.text).replace(chr(10), '<br/>')}</p>\n"
        for one in answer.remarks
    )
    advice = f'       <div class="advice">\n{remarks}       </div>' if remarks and essay.analysed else ""
    text = "".join(_piece(piece, answer.breaks) for piece in answer.pieces) + answer.breaks * answer.trailing
    return (
        f'      <dt{" class=" + chr(34) + "on" + chr(34) if is_open else ""}><button type="button">'
        f'<span class="num">Q{index + 1}.</span><span class="tx">{escape(answer.question)}</span>'
        f'<span class="arr stSpImg">보기</span></button></dt>\n'
        f'      <dd class="{"show" if is_open else ""}"><div class="tx">{text}{_counter(answer)}\n       </div>\n'
        f"{advice}</dd>\n"
    )


def _piece(piece: Piece, breaks: str) -> str:
    text = escape(piece.text, quote=False).replace("\n", breaks)
    if piece.polarity is None:
        return text
    label = f'<span class="sup">{_LABELS[piece.polarity]} {piece.number}</span>'
    return f'<{piece.tag} class="{_CLASSES[piece.polarity]}">{text}{label}</{piece.tag}>'


def _counter(answer: GeneratedAnswer) -> str:
    if answer.counted_chars is None:
        return ""
    counted = f"<span>{answer.counted_chars:,}자</span><span>{answer.counted_bytes:,}Byte</span>"
    return f'\n        <p class="txSpllChk">글자수{counted}</p>'


def list_html(
    essays_on_page: Sequence[GeneratedEssay], total: int, page: int, pages: int, query: Mapping[str, str] | None = None
) -> str:
    """A page of the list. `query` is what was asked for; hits of its `schTxt` are marked, and links carry it on."""
    query = query or {}
    items = "".join(_item(essay, page, query, read=i % 7 == 3) for i, essay in enumerate(essays_on_page))
    return (
        _HEAD.format(title="합격자소서 샘플 - 신입공채")
        + _TOP
        + f""" <div id="wrap"><div class="starSideNav"></div>
  <div id="container"><div class="onairPopup" id="devLayerOnAir"></div>
   <div class="stContainer">
    <div class="stTopWrap"></div>
    <div class="filterArea"><ul><li class="itemCheck" data-type="Co" data-code="13" data-value="대기업">\
<input type="checkbox" name="fSelCo" value="13"/></li></ul></div>
    <div class="filterRecentWrap" style="display:none;"></div>
    <div class="stTopWrap"><h4 class="hd"><span class="skip">합격자소서 리스트</span>\
<span>총 {total:,}건</span></h4></div>
    <div class="starListsWrap ctTarget">
     <div class="stSortWrap"><form id="frmPassAssay" class="frmFilter" action="/starter/PassAssay" method="get">\
<input id="txtSearch" name="schTxt"/><button id="btnSraech" type="button">검색</button></form></div>
     <ul class="selfLists">
{items}     </ul>
     {_pager(page, pages, query)}
    </div>
   </div>
  </div>
 </div>
 <div class="toolTipCont fullLy firstPopUp"><div class="toolTipBx"><button type="button" class="btnClose stLyClose">\
닫기</button></div></div><div class="jkFulldim"></div>
</body></html>
"""
    )


def page_count(total: int) -> int:
    return math.ceil(total / PER_PAGE)


def _item(essay: GeneratedEssay, page: int, query: Mapping[str, str], *, read: bool) -> str:
    asked = {"Page": str(page), "OrderBy": "0", "FavorCo_Stat": "0", "Pass_An_Stat": "0", **query}
    link = escape(f"/starter/PassAssay/View/{essay.source_id}?{urlencode(asked)}")
    wanted = query.get("schTxt", "")
    fields = "".join(f'<span class="field">{escape(one)}</span>' for one in (essay.career, essay.job) if one)
    new = ' <span class="newIco">new</span>' if essay.is_new else ""
    head = escape(essay.answers[0].text[:60].replace("\n", " "))
    advice = ""
    if essay.analysed:
        grade = "" if essay.grade is None else _grade(essay.grade)
        overall = f'<span class="tx">{escape(essay.overall_head)}</span>'
        advice = f'       <div class="advice"><span class="hd">전문가 총평</span>{grade}{overall}</div>\n'
    write = '<a href="//www.jobkorea.co.kr/selfintroduction/passassayindex?bizNo=0000000000" target="_blank" '
    write = f'{write}class="linkWrite">자소서 작성</a>' if int(essay.source_id) % 2 else ""
    return f"""      <li{' class="read"' if read else ""}>
       <a href="{link}" class="logo"><img alt="{escape(essay.company)}"/></a>
       <div class="txBx">
        <p class="tit"><a href="{link}"><span class="titTx">{_pointed(essay.company, wanted)}</span></a>
         <span class="linkArray"><span class="career">{essay.season}</span>{fields}</span></p>
        <div class="ctBx"><div class="item question"><a href="{link}"><strong class="stSpImg">질문</strong> \
{_pointed(essay.answers[0].question, wanted)}{new}</a></div>
         <div class="item answer"><a href="{link}"><strong class="stSpImg">답변</strong> {head}</a></div></div>
       </div>
{advice}       <div class="etcEle">{write}\
<span class="txViewNum">{essay.views:,}<span class="stSpImg">읽음</span></span></div>
      </li>
"""


def _pointed(text: str, wanted: str) -> str:
    if not wanted:
        return escape(text)
    return f'<span class="point">{escape(wanted)}</span>'.join(escape(part) for part in text.split(wanted))


def _pager(page: int, pages: int, query: Mapping[str, str]) -> str:
    if pages == 0 or page > pages:
        return '<div class="tplPagination"></div>'

    def target(number: int) -> str:
        return f'href="{escape("/starter/PassAssay?" + urlencode({**query, "Page": number}))}"'

    first = (page - 1) // _PAGES_PER_BLOCK * _PAGES_PER_BLOCK + 1
    last = min(pages, first + _PAGES_PER_BLOCK - 1)
    before = after = ""
    if first > 1:
        before = f'<p><a {target(first - 1)} class="tplBtn btnPgnPrev" data-page="{first - 1}">\
<span>이전 페이지</span></a></p>'
    if last < pages:
        after = f'<p><a {target(last + 1)} class="tplBtn btnPgnNext" data-page="{last + 1}">\
<span>다음 페이지</span></a></p>'
    numbers = "".join(
        f'<li><span class="now">{n}</span></li>' if n == page else f'<li><a {target(n)} data-page="{n}">{n}</a></li>'
        for n in range(first, last + 1)
    )
    return f'<div class="tplPagination">{before}<ul>{numbers}</ul>{after}</div>'
