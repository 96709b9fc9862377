"""The small trained model, tiny bases and data to train on, made once for a test run."""

import warnings

import pytest

from tests.fakes.tiny_neox import tiny_neox
from tests.fakes.workshop import workshop

__all__ = ["tiny_neox", "workshop"]


@pytest.fixture(autouse=True)
def known_warnings() -> None:
    """What libraries say to each other, and nobody here can change."""
    # peft asks transformers 5.23 for a property under its old name.
    warnings.filterwarnings("ignore", message=".*is_gradient_checkpointing.*", category=FutureWarning)
