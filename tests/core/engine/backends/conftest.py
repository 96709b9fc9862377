"""Small trained models in the form each engine opens, made once for a test run."""

from pathlib import Path

import pytest

from tests.fakes.tiny_neox import TinyNeox, tiny_neox
from training.convert import Plan, Target, convert

__all__ = ["converted", "openvino_folder", "tiny_neox"]


@pytest.fixture(scope="session")
def openvino_folder(tiny_neox: TinyNeox) -> Path:
    """The tiny model in int4, as users of polyglot-ko have it; Hangul and a space in its path."""
    return converted(tiny_neox, Target.OPENVINO, "int4_sym")


def converted(model: TinyNeox, target: Target, scheme: str) -> Path:
    """The tiny model in that form; a second call finds what the first made."""
    out = model.base.parent / f"{target} {scheme}"
    if not out.exists():
        convert(model.base, out, Plan(target, scheme), lambda _: None)
    return out if target is Target.OPENVINO else out / f"model-{scheme}.gguf"
