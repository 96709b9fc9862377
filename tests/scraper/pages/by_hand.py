"""A detail page of one question, written by hand in the structure of the site, and what a parser makes of it."""

from core.corpus import CollectedAnswer, CollectedEssay, Flagged
from scraper.pages.detail_parser import parse_detail

HEAD = """<html lang="ko"><head><title>가나다전자</title></head><body><div id="container"><div class="stContainer">
<div class="selfTopBx"><div class="viewTitWrap"><h2 class="hd"><strong><a href="#">가나다전자(주)</a></strong>
<em>2023년 하반기 신입 회로설계</em></h2></div>
<ul class="specLists"><li>수도권4년</li><li>학점 3.80/4.5</li><li>1,234<span class="stSpImg">읽음</span></li></ul></div>
"""
TOTAL = """<div class="adviceTotal"><div class="hd">전문가 총평 <span class="grade">
<span class="stars lv03"></span> 3 </span></div><p class="tx">총평입니다.</p></div>
"""
TAIL = '</dl></div><div class="viewBtns"><a href="#">목록</a></div></div></div></body></html>'


def question(answer: str, advice: str = "", *, asked: str = "지원 동기를 쓰시오.", counter: str = "") -> str:
    """A dt and a dd. `counter` is the HTML of one, "" for none."""
    remarks = f'<div class="advice">{advice}</div>' if advice else ""
    return (
        f'<dt><button><span class="num">Q1.</span><span class="tx">{asked}</span><span class="arr">보기</span></button>'
        f'</dt><dd class=""><div class="tx">{answer}{counter}</div>{remarks}</dd>'
    )


def count_of(chars: int, size: int = 0) -> str:
    return f'<p class="txSpllChk">글자수<span>{chars:,}자</span><span>{size or chars:,}Byte</span></p>'


def page(*questions: str, head: str = HEAD, total: str = TOTAL) -> str:
    return f'{head}{total}<div class="selfQnaWrap"><dl class="qnaLists">{"".join(questions)}{TAIL}'


def parsed(*questions: str, head: str = HEAD, total: str = TOTAL) -> CollectedEssay:
    return parse_detail(page(*questions, head=head, total=total), "7")


def read(answer: str, advice: str = "", counter: str = "") -> tuple[CollectedAnswer, tuple[Flagged, ...]]:
    """The only answer of a page, and the page's flags."""
    essay = parsed(question(answer, advice, counter=counter))
    return essay.answers[0], essay.flags
