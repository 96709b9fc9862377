"""The inference libraries, one module each, imported when they are asked for and never before."""

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from core.engine.backends.base import Backend
from core.engine.protocol import BackendName
from core.errors import BackendMissing

# Backend: (module, class, packages it cannot do without).
_BACKENDS: dict[BackendName, tuple[str, str, tuple[str, ...]]] = {
    BackendName.LLAMA_CPP: ("core.engine.backends.llama_cpp", "LlamaCppBackend", ("xllamacpp", "gguf")),
    BackendName.OPENVINO: ("core.engine.backends.openvino", "OpenVinoBackend", ("openvino", "openvino_genai")),
    BackendName.TRANSFORMERS: (
        "core.engine.backends.transformers",
        "TransformersBackend",
        ("torch", "transformers", "peft", "bitsandbytes", "accelerate"),
    ),
}


def missing_package(name: BackendName) -> str | None:
    """The first package that the backend needs and that is not installed; nothing is imported."""
    return next((package for package in _BACKENDS[name][2] if find_spec(package) is None), None)


def create(name: BackendName) -> Backend:
    """A backend with nothing loaded. Raises BackendMissing when a package it needs is absent or broken."""
    module, attribute, _ = _BACKENDS[name]
    if package := missing_package(name):
        raise BackendMissing(f"{package} is not installed", backend=name.value, package=package)
    try:
        return cast(Backend, getattr(import_module(module), attribute)())
    except (ImportError, OSError) as error:  # OSError: a shared library that the package loads by hand is absent
        package = getattr(error, "name", None) or module
        raise BackendMissing(f"{type(error).__name__} on import", backend=name.value, package=package) from error
