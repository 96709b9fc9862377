"""From the name of a system to the system.

    rules  retrieval  without-model  experts  template      need no model
    base:MODEL  few-shot:MODEL                              untuned, without and with the nearest passed essay shown
    tuned:MODEL@ADAPTER  tuned-retrieval:MODEL@ADAPTER      the same with an adapter
    guided-KIND:…                                           any of these four, the passages chosen by the program
    guided-tuned-remarks:MODEL@ADAPTER                      the same, each line after an expert's on a like passage
    mismatched:SYSTEM                                       what SYSTEM said of another answer

MODEL is an id of the catalogue or the path of a GGUF file, ADAPTER a folder or the name of an installed one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.critique.guidance import weights_version
from core.critique.pipeline import Job
from core.critique.prompt import Prompt, wording_version
from core.retrieval.index import EvidenceIndex
from core.settings import Settings
from training.evaluate import systems
from training.evaluate.critiques import Critique
from training.evaluate.data import Data, by_place, open_index, refuse_trained_on
from training.evaluate.errors import SystemUnknown
from training.evaluate.few_shot import few_shot, nearest_records
from training.evaluate.model_systems import Model, ModelSystem, find_model
from training.evaluate.shown_remarks import ShownRemarks
from training.evaluate.systems import System
from training.records import Record

KNOWN = (
    "rules, retrieval, without-model, experts, template, mismatched:SYSTEM, base:MODEL, few-shot:MODEL, "
    "tuned:MODEL@ADAPTER, tuned-retrieval:MODEL@ADAPTER; guided-KIND:… of the last four; "
    "guided-tuned-remarks:MODEL@ADAPTER"
)
_GUIDED = "guided-"
_MISMATCHED = "mismatched:"
_REMARKS = "tuned-remarks"  # only guided: it is the beginnings of lines for which an expert's is found
_WITH_MODEL = {"base": False, "few-shot": False, "tuned": True, "tuned-retrieval": True, _REMARKS: True}
_WITHOUT_MODEL = frozenset({"rules", "retrieval", "without-model", "experts", "template"})
_WITH_EXAMPLE = frozenset({"few-shot", "tuned-retrieval"})


def stem(name: str) -> str:
    """The name of a system as the name of a file; no two systems share one."""
    plain = re.sub(r"[^0-9A-Za-z가-힣.-]+", "-", name).strip("-.")[-60:]
    return plain if plain == name else f"{plain}-{sha256(name.encode()).hexdigest()[:6]}"


def source_of(name: str) -> str | None:
    """The system whose critiques a mismatched one shows."""
    return name.removeprefix(_MISMATCHED) if name.startswith(_MISMATCHED) else None


def in_order(names: list[str]) -> list[str]:
    """Each once, and what a mismatched one shows before it."""
    found: dict[str, None] = {}
    for name in names:
        chain = [name]
        while (source := source_of(chain[-1])) is not None:
            chain.append(source)
        found |= dict.fromkeys(reversed(chain))
    return list(found)


@dataclass(slots=True)
class Bench:
    """What systems are made of. The index is made when the first system asks for it."""

    data: Data
    folder: Path
    seeds: int = 3
    settings: Settings = field(default_factory=Settings)
    engine: list[str] | None = None
    _index: EvidenceIndex | None = None

    def open(self, name: str, sampled: Mapping[str, Mapping[tuple[str, int], Critique]]) -> System:
        """`sampled` are the critiques of the systems before it. Raises what `about` raises."""
        self.about(name)
        pool = self.data.pool
        if (source := source_of(name)) is not None:
            of = sampled[source]
            return systems.Mismatched(source, of, pool, 1 + max((seed for _, seed in of), default=0))
        kind, _, rest = name.partition(":")
        if kind.removeprefix(_GUIDED) in _WITH_MODEL and rest:
            return self._model(name, kind, rest)
        made: dict[str, Callable[[], System]] = {
            "rules": systems.rules,
            "retrieval": lambda: systems.retrieval(self.index, pool),
            "without-model": lambda: systems.without_model(self.index, pool),
            "experts": systems.Experts,
            "template": systems.template,
        }
        return made[name]()

    @property
    def index(self) -> EvidenceIndex:
        if self._index is None:
            self._index = open_index(self.data, self.folder)
        return self._index

    def about(self, name: str) -> dict[str, Any]:
        """What decides a system's critiques: kept with them, and whoever goes on must have the same.

        Raises SystemUnknown, ModelError, and TrainedOnTest when the adapter has seen what it would be tested with.
        """
        facts: dict[str, Any] = {"system": name, "data": self.data.hash}
        innermost = in_order([name])[0]
        kind, _, rest = innermost.removeprefix(_GUIDED).partition(":")
        known = kind in _WITH_MODEL and (kind != _REMARKS or innermost.startswith(_GUIDED))
        if innermost not in _WITHOUT_MODEL and not (known and rest):
            raise SystemUnknown(system=name, known=KNOWN)
        if kind in _WITH_MODEL and rest:
            model = self._found(kind, rest)
            told = model.adapter is not None and refuse_trained_on(model.adapter.path, self.data.pool)
            facts |= {
                "model": model.entry.id,
                "files": {file.name: file.sha256 for file in model.entry.files},
                "adapter": model.adapter.sha256 if model.adapter else None,
                "training_ids_known": told,
                "prompt": wording_version(),
                "guided": weights_version() if innermost.startswith(_GUIDED) else "",
                "sampling": {
                    "temperature": self.settings.temperature,
                    "top_p": self.settings.top_p,
                    "top_k": self.settings.top_k,
                    "repeat_penalty": self.settings.repeat_penalty,
                    "max_tokens": self.settings.max_tokens,
                },
            }
        return facts

    def _model(self, name: str, kind: str, rest: str) -> ModelSystem:
        usual = kind.removeprefix(_GUIDED)
        reword = self._example if usual in _WITH_EXAMPLE else _as_it_is
        found = ModelSystem(
            name, self._found(usual, rest), self.seeds, reword, self.settings, self.engine, guided=usual != kind
        )
        if usual == _REMARKS:
            shown, pool = ShownRemarks(self.data.known), self.data.pool
            found.ask = lambda asked, record: shown.shown(asked, pool.hidden_from_retrieval(record))
        return found

    def _found(self, kind: str, rest: str) -> Model:
        model, at, adapter = rest.partition("@")
        if not model or _WITH_MODEL[kind] != bool(at and adapter):
            raise SystemUnknown(system=f"{kind}:{rest}", known=KNOWN)
        return find_model(model, adapter)

    def _example(self, job: Job, record: Record) -> Prompt | None:
        hidden = self.data.pool.hidden_from_retrieval(record)
        examples = nearest_records(self.index, by_place(self.data.known), record, hidden)
        return few_shot(job.request, job.form, examples, job.entry.context_length)


def _as_it_is(_job: Job, _record: Record) -> None:
    """The prompt that the program ships."""
