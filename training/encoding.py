"""Records as token ids: prompt and reply apart, exactly as the engine reads the one and writes the other."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.critique.prompt import PromptFormat, characters_over
from core.engine.backends.hub_tokenizer import HubTokenizer
from core.errors import ModelDamaged
from core.text import sentences
from training.errors import PairsTooLong
from training.records import Record

log = logging.getLogger(__name__)

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Example:
    """`ids` are prompt and reply; the reply begins at `prompt` and ends with its end-of-text."""

    id: str
    ids: Ids
    prompt: int

    @property
    def reply(self) -> int:
        """How many tokens are learned."""
        return len(self.ids) - self.prompt


def encode_all(
    records: Iterable[Record], tokenizer: HubTokenizer, form: PromptFormat, context: int
) -> tuple[list[Example], int]:
    """The examples, and how many records had to be shortened. What cannot be shortened enough is left out, logged.

    Raises PairsTooLong when nothing is left, ModelDamaged when the tokenizer does not know the end of a reply.
    """
    end = Record.reply_end(form)
    if not tokenizer.control_ids((end,)):
        raise ModelDamaged(f"{end} is no control token", model=str(form), file="tokenizer.json")
    found: list[Example] = []
    shortened = left_out = 0
    for record in records:
        example = encode(record, tokenizer, form)
        if len(example.ids) > context:
            short = shorten(record, tokenizer, form, context)
            shortened += short is not None
            left_out += short is None
            if short is None:
                continue
            example = encode(short, tokenizer, form)
        found.append(example)
    if left_out:
        log.warning("%d records do not fit into %d tokens and are left out", left_out, context)
    if not found:
        raise PairsTooLong(pairs=left_out, context=context)
    return found, shortened


def encode(record: Record, tokenizer: HubTokenizer, form: PromptFormat) -> Example:
    prompt = tokenizer.encode(record.prompt(form).text)
    reply = tokenizer.encode(record.reply(form))
    return Example(record.id, np.array(prompt + reply, np.int32), len(prompt))


def shorten(record: Record, tokenizer: HubTokenizer, form: PromptFormat, context: int) -> Record | None:
    """The record with an answer that ends earlier, at a sentence, without the remarks on what is cut off.

    The reply is never cut: one without its end teaches a model to go on for ever. None when no remark is left.
    """
    ends = [end for _, end in sentences(record.answer)][:-1]
    over = len(encode(record, tokenizer, form).ids) - context
    while over > 0:
        wanted = len(record.answer) - characters_over(over, 0, form)
        ends = [end for end in ends if end <= max(wanted, 0)]
        if not ends:
            return None
        kept = tuple(remark for remark in record.remarks if remark.span is not None and remark.span.end <= ends[-1])
        if not kept:
            return None
        record = replace(record, answer=record.answer[: ends[-1]], remarks=kept)
        ends = ends[:-1]
        over = len(encode(record, tokenizer, form).ids) - context
    return record
