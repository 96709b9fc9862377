"""The small trained model, made once for a test run."""

from tests.fakes.tiny_neox import tiny_neox

__all__ = ["tiny_neox"]
