"""Reads a reply while it is written. What has been read depends on the text alone, never on how it was cut.

The form that `core.critique.prompt` asks for is one remark a line:

    아쉬운 점 | "인용" | 이유 | 고칠 방향
    총평 | 문장들

A small model slips: other bars and quotation marks, numbering, bold, missing columns, columns on lines of their own.
Whatever cannot be understood is left out; nothing here judges whether a remark is true (see `core.critique.gate`).
"""

import re
from copy import copy
from dataclasses import dataclass, field, replace

from core.remark import Polarity
from core.text import sentences

_POLARITY = (
    r"(?P<good>좋은\s*점|잘한\s*점|강점|장점)|(?P<improve>아쉬운\s*점|아쉬움|개선할?\s*점|보완할?\s*점|약점|단점)"
)
_OVERALL = r"(?P<overall>총\s*평|종합\s*평가|전체\s*평가)"
_OPEN, _CLOSE = "\"“”„'‘’「『«", "\"“”'’」』»"
_BARS = r"|\uff5c\u2502\u2223"
# What may stand before a label: list marks, numbers, bold, brackets; and after it: their ends, a number.
_BEFORE = r"[\s\-*•·>#_(\[【<]*(?:\d{1,2}\s*[.):\]]\s*)?[\s*_(\[【<]*"
_AFTER = r"[\s*_)\]】>]*\d{0,2}[\s*_)\]】>.]*"
_HEAD = re.compile(
    rf"{_BEFORE}(?:{_POLARITY}|{_OVERALL}){_AFTER}(?:[{_BARS}:\uff1a][*_]*|(?=[{_OPEN}])|[-–—→]+\s*|(?=\s*$))"
)
# In the middle of a line a label counts only before a bar: the model forgot the line break.
_INNER_HEAD = re.compile(rf"(?<=[\s.!?{_BARS}])(?=(?:아쉬운\s*점|좋은\s*점|총평)\s*[{_BARS}])")
_HEAD_STARTS = ("아쉬운 점", "아쉬운점", "좋은 점", "좋은점", "잘한 점", "총평", "총 평")
_ADVICE_MARK = re.compile(
    r"\s*(?:[-=]+>|[→⇒➔➜])\s*|(?:^|(?<=[\s.!?|]))(?:고칠\s*(?:점|방향)|살릴\s*방향|개선\s*(?:점|방향|안)|보완\s*방향|제안|조언|방향)\s*[:\uff1a]\s*"
)
_COLUMN_NAME = re.compile(
    r"(?:인용(?:문|구)?|이유|고칠\s*(?:점|방향)|살릴\s*방향|개선\s*방향|제안|조언)\s*[:\uff1a]\s*"
)
_IMPERATIVE = re.compile(r"(?:세요|십시오|시오|시기 바랍니다|바랍니다|좋겠습니다|합시다|해 보라|하라)[.!]?$")
_PROMPT_ECHO = re.compile(r"\s*(?:#{2,}|</?(?:문항|답변)>|<\|)")


@dataclass(frozen=True, slots=True)
class RawRemark:
    """A remark as the model wrote it; any text may still be empty."""

    polarity: Polarity
    quote: str = ""
    reason: str = ""
    advice: str = ""


@dataclass(slots=True)
class _Reading:
    """What whole lines amount to. `open` is a remark or "overall" to which the next line may still belong."""

    remarks: tuple[RawRemark, ...] = ()
    open: RawRemark | None = None
    overall: tuple[str, ...] = ()
    in_overall: bool = False

    def line(self, line: str, *, whole: bool) -> None:
        """Take a line, or what there is of one that is still being written."""
        pieces = _INNER_HEAD.split(line)
        for piece in pieces[:-1]:
            self._piece(piece, whole=True)
        self._piece(pieces[-1], whole=whole)

    def close(self) -> None:
        if self.open is not None:
            self.remarks += (self.open,)
        self.open = None
        self.in_overall = False

    def _piece(self, piece: str, *, whole: bool) -> None:
        head = _HEAD.match(piece)
        if head is not None:
            self.close()
            rest = piece[head.end() :]
            if head["overall"]:
                self.in_overall = True
                self._more_overall(rest)
            else:
                polarity = Polarity.GOOD if head["good"] else Polarity.IMPROVE
                self.open = _columns(RawRemark(polarity), rest)
        elif _PROMPT_ECHO.match(piece):
            self.close()
        elif self.in_overall:
            self._more_overall(piece)
        elif self.open is not None and piece.strip():
            self.open = _columns(self.open, piece)
        if whole and self.open is not None and self.open.advice:
            self.close()

    def _more_overall(self, text: str) -> None:
        # It has one column; what a model writes behind another bar are leftovers of remarks.
        text = next(filter(None, map(_clean, re.split(f"[{_BARS}]", text))), "")
        if text and text not in self.overall:
            self.overall += (text,)


@dataclass(slots=True)
class ReplyParser:
    """Feed it a reply in any pieces; `finish()` says that no more comes."""

    raw: str = ""
    _settled: _Reading = field(default_factory=_Reading)
    _now: _Reading = field(default_factory=_Reading)
    _line: str = ""

    def feed(self, chunk: str) -> None:
        """Take text that was added."""
        self.raw += chunk
        *lines, self._line = (self._line + chunk).split("\n")
        for line in lines:
            self._settled.line(line, whole=True)
        self._now = copy(self._settled)
        if not _may_become_head(self._line):
            self._now.line(self._line, whole=False)

    def finish(self) -> None:
        """Close what is open: the last remark is one even when its line never ended."""
        self._settled.line(self._line, whole=True)
        self._settled.close()
        self._line = ""
        self._now = self._settled

    @property
    def remarks(self) -> tuple[RawRemark, ...]:
        """Remarks that will not change any more, in their order."""
        return self._now.remarks

    @property
    def partial(self) -> RawRemark | None:
        """The remark that is being written."""
        return self._now.open

    @property
    def overall(self) -> str:
        """총평 so far."""
        return " ".join(self._now.overall)


def parse(reply: str) -> ReplyParser:
    """A whole reply, read."""
    parser = ReplyParser()
    parser.feed(reply)
    parser.finish()
    return parser


def _columns(remark: RawRemark, text: str) -> RawRemark:
    """Put the columns of a line, or of a continuing one, where `remark` has none yet."""
    columns = [column for column in map(_clean, re.split(f"[{_BARS}]", text)) if column]
    if not columns:
        return remark
    if not remark.quote:
        quote, rest = _split_quote(columns[0], alone=len(columns) >= 3)
        remark = replace(remark, quote=quote)
        columns[:1] = [rest] if rest else []
    if columns and not remark.reason:
        reason, advice = _split_advice(_unnamed(columns[0]))
        if advice or len(columns) > 1:
            columns[:1] = [advice] if advice else []
        else:
            columns = []
        remark = replace(remark, reason=reason)
    if columns:
        advice = " ".join([remark.advice, *(_ADVICE_MARK.sub(" ", _unnamed(column)).strip() for column in columns)])
        remark = replace(remark, advice=advice.strip())
    return remark


def _split_quote(column: str, *, alone: bool) -> tuple[str, str]:
    """The quote that the column begins with, without its marks, and what follows it there."""
    column = _unnamed(column)
    if not column or column[0] not in _OPEN:
        # Without marks the first of several columns is the quote; a lone one is rather the reason.
        return (column, "") if alone or _ADVICE_MARK.search(column) is None else ("", column)
    last = max(column.rfind(mark) for mark in _CLOSE)
    if alone or last <= 0:
        return column.strip(_OPEN + _CLOSE + " "), ""
    if column[last + 1 :].strip(" .,") == "":
        return column[1:last].strip(), ""
    # A quotation may stand inside the quote: the end that a space, a dash or an arrow follows is the quote's.
    end = next((i for i in range(1, len(column)) if column[i] in _CLOSE and column[i + 1] in " -–—→:,.="), last)
    return column[1:end].strip(), column[end + 1 :].lstrip(" -–—:,.")


def _split_advice(text: str) -> tuple[str, str]:
    """Reason and advice that share a column: an arrow or a word parts them, or the first request does."""
    mark = _ADVICE_MARK.search(text)
    if mark is not None and mark.start() > 0:
        return text[: mark.start()].strip(), text[mark.end() :].strip()
    bounds = sentences(text)
    for start, end in bounds[1:]:
        if _IMPERATIVE.search(text[start:end]):
            return text[:start].strip(), text[start:].strip()
    return text, ""


def _unnamed(column: str) -> str:
    """Without the name of the column that the model put before its text."""
    return _COLUMN_NAME.sub("", column, count=1) if _COLUMN_NAME.match(column) else column


def _clean(text: str) -> str:
    return re.sub(r"\*\*|__", "", text).strip(" \t\r*`")


def _may_become_head(line: str) -> bool:
    """Whether the beginning of a line may still grow into a label, and so should not be shown as text yet."""
    rest = re.sub(rf"^{_BEFORE}", "", line)
    return any(head.startswith(rest.rstrip("*_ ")) for head in _HEAD_STARTS)
