"""Which adapter users are offered, and what it was before: `adapters/promoted.json`, changed by one process at a time.

    {"format": 1, "models": {MODEL: {"current": ID | null, "earlier": [ID | null, ...], "overrides": [...]}}}

A model that is not in it has the adapter that ships with the program, if there is one. An override keeps the reason
for which somebody promoted an adapter that had not passed the release gate.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.errors import GateNotPassed, NothingEarlier
from core.models import adapters, release_gate
from core.models.adapters import BUNDLED, AdapterInfo
from core.models.lock import locked
from core.models.manifest import now, replace_text
from core.models.release_gate import Condition, Judged, Verdict
from core.paths import adapters_dir

log = logging.getLogger(__name__)

NAME = "promoted.json"
NO_ADAPTER = ":none"  # what the user chose; a colon is in no name of an adapter
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Override:
    """`conditions` are the keys of those that were not met."""

    adapter: str
    reason: str
    at: str
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promotion:
    """Of one model. `earlier` is oldest first; None is "without an adapter"."""

    current: str | None = BUNDLED
    earlier: tuple[str | None, ...] = ()
    overrides: tuple[Override, ...] = ()

    def override(self, adapter_id: str) -> Override | None:
        """The latest one for this adapter."""
        return next((each for each in reversed(self.overrides) if each.adapter == adapter_id), None)


def promotions() -> dict[str, Promotion]:
    """By model. A file that cannot be understood counts as none."""
    return _read() or {}


def promoted(promotion: Promotion, here: Sequence[AdapterInfo]) -> AdapterInfo | None:
    """What users of a model are offered, of the adapters that are here for it; what is gone is passed over."""
    by_id = {each.id: each for each in here}
    for wanted in (promotion.current, *reversed(promotion.earlier)):
        if wanted is None or wanted in by_id:
            return None if wanted is None else by_id[wanted]
    return by_id.get(BUNDLED)


def chosen(wanted: str, promotion: Promotion, here: Sequence[AdapterInfo]) -> AdapterInfo | None:
    """What a critique uses: none or a certain adapter when the user wants that, else the promoted one.

    `wanted` is the user's choice, empty for none; a name of another model's adapter, or of one that is gone, is none.
    """
    if wanted == NO_ADAPTER:
        return None
    return next((each for each in here if each.id == wanted), None) or promoted(promotion, here)


def default_adapter(model_id: str) -> AdapterInfo | None:
    """The promoted adapter of a model, or None."""
    return promoted(promotions().get(model_id, Promotion()), adapters.list_adapters(model_id))


def chosen_adapter(wanted: str, model_id: str) -> AdapterInfo | None:
    """`chosen` on what is on the disk now."""
    return chosen(wanted, promotions().get(model_id, Promotion()), adapters.list_adapters(model_id))


def gate(info: AdapterInfo, current: AdapterInfo | None) -> tuple[Condition, ...]:
    """The release gate of an adapter against what users have now."""
    rival = None if current is None or current.sha256 == info.sha256 else Judged(current.sha256, current.evaluation)
    return release_gate.conditions(Judged(info.sha256, info.evaluation), rival, release_gate.load_goals())


def promote(info: AdapterInfo, reason: str = "") -> tuple[Condition, ...]:
    """Offer an adapter to the users of its model; the conditions as they were found.

    Raises GateNotPassed when one is not met and no reason is given, ModelBusy, and what `adapters.verify` raises.
    """
    model_id = info.model_id or ""
    adapters.verify(info.id, model_id)
    with locked(adapters_dir() / "promoted.lock", "adapters"):
        states = promotions()
        state, here = states.get(model_id, Promotion()), adapters.list_adapters(model_id)
        before = promoted(state, here)
        found = gate(info, before)
        if before is not None and before.id == info.id:
            return found
        if not release_gate.passed(found):
            missed = tuple(each.key for each in found if each.verdict is not Verdict.PASSED)
            if not reason.strip():
                raise GateNotPassed("conditions not met", adapter=info.id, failed=len(missed))
            override = Override(info.id, reason.strip(), now().isoformat(), missed)
            state = replace(state, overrides=(*state.overrides, override))
        earlier = (*state.earlier, before.id if before else None)
        _write({**states, model_id: replace(state, current=info.id, earlier=earlier)})
    return found


def roll_back(model_id: str) -> AdapterInfo | None:
    """Make the one before the present adapter current again; None is "without an adapter".

    Raises NothingEarlier and ModelBusy.
    """
    with locked(adapters_dir() / "promoted.lock", "adapters"):
        states, here = promotions(), adapters.list_adapters(model_id)
        state = states.get(model_id, Promotion())
        known = {None, *(each.id for each in here)}
        earlier = [each for each in state.earlier if each in known]
        if not earlier:
            raise NothingEarlier("nothing was promoted before", model=model_id)
        state = replace(state, current=earlier.pop(), earlier=tuple(earlier))
        _write({**states, model_id: state})
        return promoted(state, here)


def remove(adapter_id: str) -> None:
    """Delete an installed adapter; where it was promoted, the one before it takes its place.

    Raises AdapterMissing, AdapterKept and ModelBusy.
    """
    with locked(adapters_dir() / "promoted.lock", "adapters"):
        adapters.remove(adapter_id)
        states = promotions()
        left = {model: _without(state, adapter_id) for model, state in states.items()}
        if left != states:
            _write(left)


def _without(state: Promotion, adapter_id: str) -> Promotion:
    """A name that is free again must not be taken for what had it."""
    current, earlier = state.current, [each for each in state.earlier if each != adapter_id]
    if current == adapter_id:
        current = earlier.pop() if earlier else BUNDLED
    overrides = tuple(each for each in state.overrides if each.adapter != adapter_id)
    return Promotion(current, tuple(earlier), overrides)


def _read() -> dict[str, Promotion] | None:
    """None when there is a file that is not understood."""
    try:
        return _models(json.loads((adapters_dir() / NAME).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s not understood: %s", NAME, type(error).__name__)
        return None


def _models(data: dict[str, Any]) -> dict[str, Promotion]:
    if data["format"] != _FORMAT:
        raise ValueError(f"format {data['format']}")
    return {str(model): _parsed(row) for model, row in data["models"].items()}


def _parsed(row: dict[str, object]) -> Promotion:
    current, earlier, overrides = row["current"], row["earlier"], row.get("overrides", [])
    if not isinstance(earlier, list) or not isinstance(overrides, list):
        raise TypeError("not lists")
    if not all(each is None or isinstance(each, str) for each in (current, *earlier)):
        raise TypeError("not names")
    kept = tuple(
        Override(str(each["adapter"]), str(each["reason"]), str(each["at"]), tuple(map(str, each["conditions"])))
        for each in overrides
    )
    return Promotion(current if isinstance(current, str) else None, tuple(earlier), kept)


def _write(states: dict[str, Promotion]) -> None:
    path = adapters_dir() / NAME
    if _read() is None:  # of a newer program, or damaged: kept for whoever understands it
        path.replace(path.with_name(f"{NAME}.broken"))
    models = {model: asdict(state) for model, state in states.items()}
    replace_text(path, json.dumps({"format": _FORMAT, "models": models}, ensure_ascii=False, indent=2) + "\n")
