"""The small corpus of the tests of core.retrieval."""

from tests.core.retrieval.conftest import corpus

__all__ = ["corpus"]
