"""Log probabilities of given tokens with OpenVINO, beside GenAI and not through it.

GenAI 2026.4.1 echoes those of a prompt, but not of what it finds in its prefix cache: for a prompt of which a block is
known it gives numbers from outside its own memory. Its cache cannot be put aside for one request. So the graph is
compiled once more and driven directly. That costs the memory of a second copy of the weights from the first Score
until the model is closed, and the prompt is read here as well as there.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from core.engine.backends.openvino_adapter import place_adapter, read_graph
from core.engine.backends.reply import Reply, shared_prefix
from core.engine.backends.scoring import Scoring
from core.errors import EngineError, NotEnoughMemory


@dataclass(slots=True)
class OpenVinoScorer:
    """One compiled graph, and the keys and values of the last prompt that it read."""

    compiled: Any
    chunk: int
    _request: Any = field(init=False)
    _read: list[int] = field(default_factory=list)  # the ids in the variables of the graph
    _prompt: list[int] = field(default_factory=list)
    _kept: dict[str, Any] = field(default_factory=dict)  # (1, heads, len(_prompt), head) by variable
    _row: Any = None  # logits after the prompt

    def __post_init__(self) -> None:
        self._request = self.compiled.create_infer_request()

    def read(self, ids: list[int], reply: Reply) -> None:
        """Read a prompt, but for the beginning that it shares with the one before. `reply` may stop it on the way.

        The library rounds the keys and values that it keeps, so what is read in other pieces differs in the last
        digits: the very same prompt is not touched.
        """
        self._restore(len(ids) if ids == self._prompt else min(shared_prefix(ids, self._prompt), len(ids) - 1))
        reply.start(len(self._read))
        while len(self._read) < len(ids) and not reply.stopped():
            part = ids[len(self._read) : len(self._read) + self.chunk]
            self._row = self._rows(part)[-1:]
            reply.read(len(part))
        if self._read != self._prompt:
            self._prompt = list(self._read)
            self._kept = {state.name: np.array(state.state.data) for state in self._request.query_state()}
        if len(self._read) == len(ids):
            reply.take([])

    def log_probs(self, scoring: Scoring, ids: list[int]) -> list[float] | None:
        """Of each token after the prompt that was read last; None when cancelled."""
        found: list[float] = []
        rows = self._row
        for start in range(0, len(ids), self.chunk):
            if scoring.cancelled():
                break
            if start:
                scoring.told(start)
            part = ids[start : start + self.chunk]
            # A token is told by the row before it, so the very last one need not be read.
            if read := part if start + self.chunk < len(ids) else part[:-1]:
                rows = np.concatenate([rows, self._rows(read)])
            told, rows = rows[: len(part)], rows[len(part) :]
            most = told.max(1, keepdims=True)
            sums = most[:, 0] + np.log(np.exp(told - most).sum(1))
            found += (told[np.arange(len(part)), part] - sums).tolist()
        self._restore(len(self._prompt))
        return found if len(found) == len(ids) else None

    def _restore(self, tokens: int) -> None:
        """Leave that many tokens of the prompt in the variables, and nothing else."""
        import openvino

        if self._read == self._prompt[:tokens]:
            return
        if tokens == 0:
            self._request.reset_state()
        else:
            for state in self._request.query_state():
                state.state = openvino.Tensor(np.ascontiguousarray(self._kept[state.name][:, :, :tokens]))
        self._read = self._prompt[:tokens]

    def _rows(self, ids: list[int]) -> Any:
        """Read more tokens; float32 logits after each, shape (tokens, vocabulary)."""
        done, total = len(self._read), len(self._read) + len(ids)
        given = {
            "input_ids": np.array([ids], np.int64),
            "attention_mask": np.ones((1, total), np.int64),
            "position_ids": np.arange(done, total, dtype=np.int64)[None],
            "beam_idx": np.zeros(1, np.int32),
        }
        try:
            self._request.infer(given)
        except MemoryError as error:
            raise NotEnoughMemory("reading", needed=0, available=psutil.virtual_memory().available) from error
        except RuntimeError as error:
            raise EngineError(str(error).strip().splitlines()[-1]) from error
        self._read = [*self._read, *ids]
        return np.array(self._request.get_output_tensor(0).data[0], np.float32)


def open_scorer(
    folder: Path, adapter: Path | None, device: str, properties: dict[str, Any], *, chunk: int
) -> OpenVinoScorer:
    """Compile the model of a folder, with an adapter; some seconds. `chunk` tokens are read between looks at cancel.

    Raises what reading the graph and the adapter raises, and NotEnoughMemory.
    """
    import openvino

    model = read_graph(folder / "openvino_model.xml")
    if adapter is not None:
        place_adapter(model, adapter)
    try:
        return OpenVinoScorer(openvino.Core().compile_model(model, device, properties), chunk)
    except MemoryError as error:
        needed, available = (folder / "openvino_model.bin").stat().st_size, psutil.virtual_memory().available
        raise NotEnoughMemory("a second copy of the model", needed=needed, available=available) from error
    except RuntimeError as error:
        raise EngineError(str(error).strip().splitlines()[-1]) from error
