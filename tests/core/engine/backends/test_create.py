"""Backends are found by name, imported late, and missed with a name."""

import importlib.util
from typing import Any

import pytest

from core.engine import backends
from core.engine.backends.llama_cpp import LlamaCppBackend
from core.engine.protocol import BackendName
from core.errors import BackendMissing


def test_llama_cpp_is_created_by_name() -> None:
    assert isinstance(backends.create(BackendName.LLAMA_CPP), LlamaCppBackend)


@pytest.mark.parametrize("name", list(BackendName))
def test_an_absent_package_is_named(monkeypatch: pytest.MonkeyPatch, name: BackendName) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda _: None)

    with pytest.raises(BackendMissing) as caught:
        backends.create(name)
    assert caught.value.context == {"backend": name.value, "package": backends.missing_package(name)}


def test_a_package_that_cannot_be_loaded_is_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        raise ImportError("libfoo.so.1: cannot open shared object file", name="xllamacpp")

    monkeypatch.setattr(backends, "import_module", broken)

    with pytest.raises(BackendMissing) as caught:
        backends.create(BackendName.LLAMA_CPP)
    assert caught.value.context["package"] == "xllamacpp"


def test_looking_for_packages_imports_none() -> None:
    assert backends.missing_package(BackendName.LLAMA_CPP) is None
    assert importlib.util.find_spec("xllamacpp") is not None
