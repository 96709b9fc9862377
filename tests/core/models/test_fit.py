"""Whether a model fits, told before it is downloaded."""

from dataclasses import dataclass

import pytest

from core.models.fit import Fit, fit
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
