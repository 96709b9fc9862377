"""A page held against what the parsers expect of it: the self-check on the live site, and on a saved file."""

from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from scraper.pages import selectors
from scraper.pages.text import hostile, read_html

Kind = Literal["list", "detail", "unknown"]

SOME = "1+"
ONE = "1"
ANY = "0+"


@dataclass(frozen=True, slots=True)
class Finding:
    """`found` elements for a selector. `wanted` is "1", "1+", a number that another finding gives, or "0+" for what
    only some pages have.
    """

    name: str
    selector: str
    found: int
    wanted: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Inspection:
    kind: Kind
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return self.kind != "unknown" and all(finding.ok for finding in self.findings)


def inspect(html: str, wanted: Kind = "unknown") -> Inspection:
    """Never raises. `wanted` is what was asked for: a page that is neither kind is then held against that, so that the
    findings say what is missing; its kind is "unknown" all the same.
    """
    if hostile(html):
        return Inspection("unknown", ())
    tree = read_html(html, "")
    if _either(tree, (selectors.QUESTION_LIST, selectors.HEADING, selectors.HEADING_VARIANT)):
        return Inspection("detail", _detail(tree))
    if _either(tree, (selectors.ITEM_LIST, selectors.TOTAL)):
        return Inspection("list", _list(tree))
    match wanted:
        case "detail":
            return Inspection("unknown", _detail(tree))
        case "list":
            return Inspection("unknown", _list(tree))
        case "unknown":
            return Inspection("unknown", ())


def _either(tree: LexborHTMLParser, choices: tuple[str, ...]) -> str:
    return next((choice for choice in choices if tree.css_first(choice) is not None), "")


def _found(tree: LexborHTMLParser, name: str, selector: str, wanted: str) -> Finding:
    found = len(tree.css(selector))
    enough = {ANY: True, SOME: found > 0}.get(wanted)
    return Finding(name, selector, found, wanted, found == int(wanted) if enough is None else enough)


def _list(tree: LexborHTMLParser) -> tuple[Finding, ...]:
    items = str(len(tree.css(selectors.ITEM)) or SOME)
    of_each = (
        ("company", selectors.ITEM_COMPANY),
        ("season", selectors.ITEM_SEASON),
        ("question", selectors.ITEM_QUESTION),
        ("views", selectors.ITEM_VIEWS),
    )
    return (
        _found(tree, "total", selectors.TOTAL, ONE),
        _found(tree, "items", selectors.ITEM, SOME),
        *(_found(tree, name, f"{selectors.ITEM} {selector}", items) for name, selector in of_each),
        _found(tree, "career and job", f"{selectors.ITEM} {selectors.ITEM_FIELD}", SOME),
        _found(tree, "link", f"{selectors.ITEM} {selectors.ITEM_TITLE_LINK}", items),
        _found(tree, "advice", f"{selectors.ITEM} {selectors.ITEM_ADVICE}", ANY),
        _found(tree, "grade", f"{selectors.ITEM} {selectors.ITEM_GRADE}", ANY),
        _found(tree, "page", selectors.PAGE_NOW, ANY),
    )


def _detail(tree: LexborHTMLParser) -> tuple[Finding, ...]:
    terms = len(tree.css(f"{selectors.QUESTION_LIST} {selectors.TERM}"))
    questions = str(terms) if terms else SOME
    company = _either(tree, (selectors.COMPANY, selectors.COMPANY_VARIANT)) or selectors.COMPANY
    heading = _either(tree, (selectors.HEADING, selectors.HEADING_VARIANT)) or selectors.HEADING
    spec = _either(tree, (selectors.SPEC, selectors.SPEC_VARIANT)) or selectors.SPEC
    answer = f"{selectors.QUESTION_LIST} {selectors.DESCRIPTION} > {selectors.ANSWER}"
    remark = f"{selectors.QUESTION_LIST} {selectors.DESCRIPTION} > {selectors.ADVICE} > {selectors.REMARK}"
    advice = ONE if tree.css_first(selectors.OVERALL_BOX) is not None else ANY
    remarks = _found(tree, "remarks", remark, ANY)
    return (
        _found(tree, "company", company, ONE),
        _found(tree, "heading", heading, ONE),
        _found(tree, "spec", spec, SOME),
        _found(tree, "questions", f"{selectors.QUESTION_LIST} {selectors.TERM} {selectors.QUESTION}", questions),
        _found(tree, "answers", answer, questions),
        _found(tree, "counters", f"{answer} {selectors.COUNTER}", questions),
        _found(tree, "overall", selectors.OVERALL, advice),
        _found(tree, "grade", selectors.GRADE, advice),
        remarks,
        _found(tree, "labels", f"{answer} .{selectors.MARK_LABEL}", SOME if remarks.found else ANY),
    )
