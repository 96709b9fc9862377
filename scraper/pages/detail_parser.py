"""One essay with what an expert said of it, from the HTML of its page."""

import re
from hashlib import sha256

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.corpus import CollectedAnswer, CollectedEssay, Flagged, Origin, QualityFlag
from core.counting import CountProfile, CountRule, count
from core.question_type import question_type
from scraper.errors import PageChanged
from scraper.pages import selectors
from scraper.pages.heading import grade_of, limit_of, read_heading
from scraper.pages.marks import MarkedText, read_answer
from scraper.pages.remarks import Aligned, align
from scraper.pages.text import is_whole, line_of, lines_of, number_in, read_html

PARSER_VERSION = 1  # raise it whenever the same page would be read otherwise

# As the site's script counts: UTF-16 code units, a line break 2.
COUNTER_CHARS = CountProfile(CountRule.CHARS, newline=2, code_units=True)
COUNTER_BYTES = CountProfile(CountRule.TWO_BYTE, newline=2, code_units=True)
# What may be missing from the counter: space at both ends of the answer, which is trimmed here and counted there.
# In 151 of 151 real answers the length was at most the counter, and close. A label left in the text makes it longer;
# a paragraph lost, or every line break, makes it shorter by more than this.
COUNTER_SLACK = 10  # characters, or
COUNTER_SLACK_SHARE = 0.02  # of the counter, whichever is more

_COUNTED_CHARS = re.compile(r"(\d[\d,]*)\s*자")
_COUNTED_BYTES = re.compile(r"(\d[\d,]*)\s*byte", re.IGNORECASE)


def parse_detail(html: str, source_id: str) -> CollectedEssay:
    """Read a page, whole or not at all. What a page alone cannot tell (url, groups, time) is left empty.

    Raises PageChanged, naming what is missing, when the company, a question, an answer, the label of a remark or the
    end of the page is not there. What is odd but readable is a flag of the essay.
    """
    tree = read_html(html, "detail")
    company = line_of(tree.css_first(selectors.COMPANY) or tree.css_first(selectors.COMPANY_VARIANT))
    heading = line_of(tree.css_first(selectors.HEADING) or tree.css_first(selectors.HEADING_VARIANT))
    pairs = [pair for one in tree.css(selectors.QUESTION_LIST) for pair in _pairs(one)]
    missing = [name for name, there in (("company", company), ("questions", pairs)) if not there]
    if missing:
        raise _changed(*missing)
    if any(len(tree.css(selector)) > len(pairs) for selector in selectors.ONE_PER_QUESTION):
        # Broken markup: a question stands outside the list, or in the answer before it.
        raise _changed("questions in their places")
    read = [_answer(question, answer, number) for number, (question, answer) in enumerate(pairs, start=1)]
    answers, flags = tuple(answer for answer, _ in read), [flag for _, found in read for flag in found]
    if not any(answer.text for answer in answers):
        raise _changed("answers")
    if not is_whole(html, tree.css(selectors.QUESTION_LIST)[-1]):
        raise _changed("end of page")
    season, career, job = read_heading(heading)
    spec, views = _spec(tree)
    overall = "\n".join(filter(None, map(lines_of, tree.css(selectors.OVERALL))))
    grade = grade_of(tree.css_first(selectors.GRADE))
    analysed = (
        tree.css_first(selectors.OVERALL_BOX) is not None
        or any(answer.remarks for answer in answers)
        or any(found.flag is QualityFlag.MARK_WITHOUT_REMARK for found in flags)
    )
    whole = [
        (QualityFlag.GRADE_MISSING, analysed and grade is None),
        (QualityFlag.OVERALL_MISSING, analysed and not overall),
        (QualityFlag.NOT_ANALYSED, not analysed),
        (QualityFlag.HEAD_INCOMPLETE, not (season and career and job)),
    ]
    return CollectedEssay(
        id=f"{Origin.JOBKOREA}:{source_id}",
        origin=Origin.JOBKOREA,
        company=company,
        answers=answers,
        season=season,
        career=career,
        job=job,
        spec=spec,
        author_key=author_key(spec),
        overall=overall,
        grade=grade,
        views=views,
        parser_version=PARSER_VERSION,
        flags=(*(Flagged(flag) for flag, holds in whole if holds), *flags),
    )


def author_key(spec: tuple[str, ...]) -> str:
    """Tells applicants apart without saying who they are; "" for one who gives no spec."""
    return sha256("\n".join(spec).encode()).hexdigest() if spec else ""


def _changed(*missing: str) -> PageChanged:
    return PageChanged(page="detail", missing=", ".join(missing), saved="")


def _pairs(question_list: LexborNode) -> list[tuple[LexborNode, LexborNode]]:
    """Questions and answers as dt and dd. Those that a click would open are there like the open ones."""
    terms, descriptions = question_list.css(selectors.TERM), question_list.css(selectors.DESCRIPTION)
    if len(terms) != len(descriptions):
        raise _changed("answer" if len(terms) > len(descriptions) else "question")
    if any(not _follows(description, selectors.TERM) for description in descriptions):
        raise _changed("order of questions and answers")
    return list(zip(terms, descriptions, strict=True))


def _follows(node: LexborNode, tag: str) -> bool:
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None and before.tag == tag


def _answer(term: LexborNode, description: LexborNode, number: int) -> tuple[CollectedAnswer, list[Flagged]]:
    question = line_of(term.css_first(selectors.QUESTION))
    box = description.css_first(selectors.ANSWER)
    if not question or box is None:
        raise _changed(f"answer {number}" if question else f"question {number}")
    marked = read_answer(box)
    advice = [(one, one.css(selectors.REMARK)) for one in description.css(selectors.ADVICE)]
    if any(line_of(one) and not parts for one, parts in advice):
        raise _changed(f"remarks on answer {number}")
    aligned = align(marked, [part for _, parts in advice for part in parts])
    if aligned is None:
        raise _changed(f"label of a remark on answer {number}")
    counter = line_of(box.css_first(selectors.COUNTER))
    chars, size = (_first(pattern, counter) for pattern in (_COUNTED_CHARS, _COUNTED_BYTES))
    answer = CollectedAnswer(
        question=question,
        text=marked.text,
        question_type=question_type(question),
        remarks=aligned.remarks,
        limit=limit_of(question),
        counted_chars=chars,
        counted_bytes=size,
    )
    return answer, _flags(answer, marked, aligned, number)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return number_in(match[1]) if match else None


def _flags(answer: CollectedAnswer, marked: MarkedText, aligned: Aligned, number: int) -> list[Flagged]:
    found = [(QualityFlag.EMPTY_ANSWER, "" if marked.text else "0")]
    found += [
        (QualityFlag.REMARK_WITHOUT_MARK, str(aligned.without_mark or "")),
        (QualityFlag.MARK_WITHOUT_REMARK, str(aligned.without_remark or "")),
        (QualityFlag.LABELS_OUT_OF_ORDER, str(aligned.out_of_order or "")),
    ]
    return [Flagged(flag, number, detail) for flag, detail in (_counter_finding(answer), *found) if detail]


def _counter_finding(answer: CollectedAnswer) -> tuple[QualityFlag, str]:
    """The page's own count against what was read; the detail is "" when they agree."""
    for counted, profile in ((answer.counted_chars, COUNTER_CHARS), (answer.counted_bytes, COUNTER_BYTES)):
        if counted is not None:
            length = count(answer.text, profile)
            slack = max(COUNTER_SLACK, counted * COUNTER_SLACK_SHARE)
            agrees = length <= counted <= length + slack
            return QualityFlag.COUNTER_MISMATCH, "" if agrees else f"{length}/{counted}"
    return QualityFlag.COUNTER_MISSING, "1"


def _spec(tree: LexborHTMLParser) -> tuple[tuple[str, ...], int | None]:
    """The applicant's spec, and the views, which stand at its end as a bare number."""
    parts = tree.css(selectors.SPEC) or tree.css(selectors.SPEC_VARIANT)
    texts = [text for text in (line_of(part, selectors.ICON) for part in parts) if text]
    if texts and texts[-1].replace(",", "").isdecimal():
        return tuple(texts[:-1]), number_in(texts[-1])
    return tuple(texts), None
