"""Preference accuracy: how often a model holds an expert's remark more likely than one on somebody else's answer.

Both are read after the same prompt, the same polarity and the same quoted passage, so neither quote nor form tells
them apart: only what is said. The other remark is of the same type of question, the same polarity and as near as can be
in length; likelihoods are per token. A model that learned phrases and not reading stays at one half.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.critique.parse import RawRemark
from core.critique.prompt import PromptFormat, render_reply
from core.engine.backends.hub_tokenizer import HubTokenizer
from training.encoding import Example
from training.records import Record
from training.splits import group_of


@dataclass(frozen=True, slots=True)
class Preference:
    """What is said of the passage, by its expert and by another; `prompt` of both goes up to the end of the quote."""

    true: Example
    other: Example


@dataclass(frozen=True, slots=True)
class Match:
    """A remark of `record` as text: `head` is its line up to the end of the quote, `true` and `other` follow it."""

    record: Record
    head: str
    true: str
    other: str


def preferences(
    records: Sequence[Record], tokenizer: HubTokenizer, form: PromptFormat, *, context: int, count: int, seed: int
) -> list[Preference]:
    """Pairs from held-out records, at most one for each remark, drawn by the seed. What is too long is left out."""
    found: list[Preference] = []
    for match in matches(records, seed):
        if len(found) >= count:
            break
        prompt = tokenizer.encode(match.record.prompt(form).text) + tokenizer.encode(match.head)
        whole = [np.array(prompt + tokenizer.encode(text), np.int32) for text in (match.true, match.other)]
        pair = [Example(match.record.id, ids, len(prompt)) for ids in whole]
        if max(len(example.ids) for example in pair) <= context:
            found.append(Preference(*pair))
    return found


def matches(records: Sequence[Record], seed: int) -> Iterator[Match]:
    """Every remark that has another one to stand against it, in the order of the seed."""
    said = [(record, remark) for record in records for remark in record.said]
    random.Random(seed).shuffle(said)
    for record, remark in said:
        wanted = len(remark.reason) + len(remark.advice)
        others = [
            other
            for whose, other in said
            if whose.question_type is record.question_type
            and group_of(whose) != group_of(record)
            and other.polarity is remark.polarity
        ]
        if not others:
            continue
        other = min(others, key=lambda one: abs(len(one.reason) + len(one.advice) - wanted))
        head, true = _parts(remark)
        _, false = _parts(RawRemark(remark.polarity, remark.quote, other.reason, other.advice))
        yield Match(record, head, true, false)


def _parts(remark: RawRemark) -> tuple[str, str]:
    """The line of a remark up to its quote, and what follows, to the end of the line. No quote holds a bar."""
    label, quote, rest = render_reply([remark], "").partition("\n")[0].split(" | ", 2)
    return f"{label} | {quote} |", f" {rest}\n"
