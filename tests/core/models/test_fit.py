"""Whether a model fits, told before it is downloaded."""

from dataclasses import dataclass

import pytest

from core.models.fit import Fit, first_choice, fit
from tests.fakes.model_files import entry, pinned

GB = 1_000_000_000


@dataclass
class Memory:
    total_memory: int
    available_memory: int


@pytest.mark.parametrize(
    ("total", "available", "expected"),
    [(8, 3, Fit.YES), (8, 2, Fit.YES), (8, 1, Fit.AFTER_CLOSING), (4, 1, Fit.AFTER_CLOSING), (3, 1, Fit.NO)],
)
def test_fit(total: int, available: int, expected: Fit) -> None:
    model = entry(pinned("a", b"a"), memory_bytes=2 * GB)

    assert fit(model, Memory(total * GB, available * GB)) is expected


@pytest.mark.parametrize(
    ("available", "expected"), [(4, "good"), (1.5, "small"), (0.5, "small")], ids=["room", "less room", "no room"]
)
def test_the_first_choice_is_the_first_trial_model_that_fits(available: float, expected: str) -> None:
    models = [
        entry(pinned("a", b"a"), id="better", memory_bytes=3 * GB),
        entry(pinned("b", b"b"), id="good", memory_bytes=2 * GB, trial=True),
        entry(pinned("c", b"c"), id="small", memory_bytes=1 * GB, trial=True),
    ]

    found = first_choice(models, Memory(8 * GB, int(available * GB)))

    assert found is not None
    assert found.id == expected
    assert first_choice(models[:1], Memory(8 * GB, 8 * GB)) is None
