"""Configs to begin an experiment with, as files beside this one."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def preset_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def read_preset(name: str) -> str:
    """The text of a preset. Raises KeyError for a name that is none."""
    if name not in preset_names():
        raise KeyError(name)
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
