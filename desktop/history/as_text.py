"""A critique as text to copy, and as Markdown. Plain functions; the words of the form are the caller's language."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.corpus import Origin
from core.remark import Citation, Polarity, Remark, RemarkStatus, Source

if TYPE_CHECKING:
    from core.storage.critiques import CritiqueRecord


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of the copy, translated."""

    good: str
    improve: str
    rule: str
    overall: str
    question: str
    answer: str
    fixed: str
    dismissed: str
    evidence: str
    no_evidence: str
    sample: str
    note: str


def plain_text(record: "CritiqueRecord", words: Words, heading: str) -> str:
    """For a mail or a memo: question, answer, 총평 and remarks, without marks of any format."""
    parts = [heading, f"[{words.question}]\n{record.summary.question_text}", f"[{words.answer}]\n{record.answer_text}"]
    if record.overall:
        parts.append(f"[{words.overall}]\n{record.overall}")
    parts += [_plain(number, remark, words) for number, remark in enumerate(record.remarks, 1)]
    return "\n\n".join([*parts, words.note]) + "\n"


def markdown(record: "CritiqueRecord", words: Words, heading: str) -> str:
    """For a file: the same as headings, quotes and lists."""
    parts = [f"# {_escaped(heading)}", f"**{words.question}** {_escaped(record.summary.question_text)}"]
    parts.append("\n".join(["## " + words.answer, "", *(_escaped(line) for line in record.answer_text.split("\n"))]))
    if record.overall:
        parts.append(f"## {words.overall}\n\n{_escaped(record.overall)}")
    for number, remark in enumerate(record.remarks, 1):
        lines = [f"### {number}. {_label(remark, words)}{_status(remark, words)}", ""]
        if remark.quote:
            lines += [*(f"> {_escaped(line)}" for line in remark.quote.split("\n")), ""]
        lines.append(_escaped(remark.reason))
        if remark.advice:
            lines += ["", f"- {_escaped(remark.advice)}"]
        if evidence := _evidence(remark, words):
            lines += ["", *(f"- {_escaped(line)}" for line in evidence)]
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, f"*{words.note}*"]) + "\n"


def _plain(number: int, remark: Remark, words: Words) -> str:
    lines = [f"{number}. {_label(remark, words)}{_status(remark, words)}"]
    if remark.quote:
        lines.append(f"“{remark.quote}”")
    lines.append(remark.reason)
    if remark.advice:
        lines.append(f"→ {remark.advice}")
    return "\n".join([*lines, *_evidence(remark, words)])


def _evidence(remark: Remark, words: Words) -> list[str]:
    """What experts said of like passages, a line each; nothing where nobody has looked."""
    if remark.evidence is None:
        return []
    return [_cited(one, words) for one in remark.evidence] or [words.no_evidence]


def _cited(citation: Citation, words: Words) -> str:
    written = words.sample if citation.origin == Origin.SAMPLE.value else ""
    source = " · ".join(part for part in (citation.company, citation.season, written, citation.url) if part)
    said = " ".join(part for part in (citation.said, citation.advice) if part)
    return f"{words.evidence}: “{citation.excerpt}” {said}" + (f" ({source})" if source else "")


def _label(remark: Remark, words: Words) -> str:
    if remark.source is Source.RULE:
        return words.rule
    return words.good if remark.polarity is Polarity.GOOD else words.improve


def _status(remark: Remark, words: Words) -> str:
    match remark.status:
        case RemarkStatus.FIXED:
            return f" ({words.fixed})"
        case RemarkStatus.DISMISSED:
            return f" ({words.dismissed})"
        case RemarkStatus.OPEN:
            return ""


_SPECIAL = str.maketrans({sign: "\\" + sign for sign in "\\`*_{}[]<>#|"})


def _escaped(text: str) -> str:
    """Text that Markdown shows as it was typed."""
    return text.translate(_SPECIAL)
