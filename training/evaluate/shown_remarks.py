"""Guidance with the nearest expert remark as context: an experiment, with its numbers in docs/decisions/0018.

Before each line that the model is asked to go on with, it reads a whole line that an expert wrote of the most like
passage of another answer, of the same polarity. The line is in the prompt only, in the form of any other line of a
reply, so what an adapter was trained on still holds; it stands behind the lines written so far, so that the engine
finds all before it in its cache.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np

from core.critique.guided import LINE_END
from core.critique.prompt import OVERALL_LABEL, opening, render_reply
from core.engine.protocol import Generate
from core.remark import Polarity
from training.records import Record, raw_remark


class ShownRemarks:
    """`known` are the answers whose experts may speak."""

    def __init__(self, known: Iterable[Record]) -> None:
        self._said = [(record.essay_id, raw_remark(remark)) for record in known for remark in record.remarks]

    def shown(self, generate: Generate, hidden: frozenset[str]) -> Generate:
        """The request with an expert's line before the one that is begun; as it is where nobody may speak."""
        before, _, beginning = generate.prompt.rpartition(LINE_END)
        line = self.nearest(beginning, hidden)
        return generate if line is None else replace(generate, prompt=LINE_END.join((before, line, beginning)))

    def nearest(self, beginning: str, hidden: frozenset[str]) -> str | None:
        """What an expert said of the passage that is most like the quoted one; None for 총평."""
        from core.retrieval.vectors import embed

        if beginning.startswith(OVERALL_LABEL):
            return None
        polarity = next(one for one in Polarity if beginning.startswith(opening(one, "").partition(" |")[0]))
        quote = beginning.partition('"')[2].rpartition('"')[0]
        may = np.array([essay not in hidden and said.polarity is polarity for essay, said in self._said], np.bool_)
        if not may.any():
            return None
        likeness = np.where(may, self._quotes @ embed([quote])[0], -1.0)
        _, said = self._said[int(likeness.argmax())]
        return render_reply([said], "").partition(LINE_END)[0]

    @cached_property
    def _quotes(self) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
        from core.retrieval.vectors import embed

        return np.asarray(embed([said.quote for _, said in self._said]), np.float32)
