"""Rules of the house that no linter knows: read off the tree, so breaking one fails with a sentence."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.paths import resources_dir

ROOT = resources_dir().parent
APPLICATION = ("core", "desktop", "scraper", "training")
SOURCES = sorted(path for folder in APPLICATION for path in (ROOT / folder).rglob("*.py"))
EVERY_FILE = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py")), ROOT / "tasks.py", ROOT / "build_installer.py"]
HEAVY = (
    "torch",
    "transformers",
    "openvino",
    "openvino_genai",
    "xllamacpp",
    "gguf",
    "huggingface_hub",
    "pandas",
    "kiwipiepy",
)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", EVERY_FILE, ids=relative)
def test_a_file_has_one_subject(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= 400, f"{lines} lines: split it by subject"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree), "a module begins with a docstring"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_only_the_workers_and_the_top_hook_catch_everything(path: Path) -> None:
    caught = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    allowed = relative(path) in ("core/engine/worker.py", "core/language/worker.py", "desktop/top_hook.py")

    assert not caught or allowed, f"lines {caught}: catch what you can name"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_sql_lives_in_storage(path: Path) -> None:
    if relative(path).startswith("core/storage/"):
        return
    words = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|DELETE FROM|CREATE TABLE|PRAGMA )\b")

    assert not words.search(path.read_text(encoding="utf-8")), "SQL belongs into core/storage"


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_names_say_what_a_class_does(path: Path) -> None:
    classes = [n.name for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ClassDef)]

    assert not [name for name in classes if re.search(r"(Manager|Helper|Utils?)$", name)]


WINDOW_MODULES = [
    "core.checks",
    "core.critique.pipeline",
    "core.engine.client",
    "core.proofread",
    "core.storage.database",
    "desktop.app",
]


@pytest.mark.parametrize("module", WINDOW_MODULES)
def test_the_window_process_stays_light(module: str) -> None:
    """What the window imports must not reach the libraries that belong into another process."""
    program = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)

    assert done.stdout.strip() == "[]"
