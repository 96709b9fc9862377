"""What the user chose, in `settings.toml`: read leniently, written atomically, with what newer programs put there."""

import logging
import os
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from core import paths
from core.errors import SettingsError

log = logging.getLogger(__name__)


def _choice(*options: str) -> Any:
    """One of these; the first is the default."""
    return field(default=options[0], metadata={"check": lambda value: value in options})


def _number(default: float, low: float, high: float) -> Any:
    """From `low` to `high`, whole when the default is."""
    kinds = (int,) if isinstance(default, int) else (int, float)
    return field(default=default, metadata={"check": lambda value: type(value) in kinds and low <= value <= high})


def _text(default: str = "") -> Any:
    return field(default=default, metadata={"check": lambda value: isinstance(value, str)})


def _flag(default: bool = False) -> Any:
    return field(default=default, metadata={"check": lambda value: isinstance(value, bool)})


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes in pixels. Raises ValueError, naming the field, for a value that the file could not hold either.

    `model_id` and `last_question` may be empty: none chosen. `adapter_id` is empty for the adapter that is recommended
    (see `core.models.adapter_promotion`), `declined_adapter` the SHA-256 of one that the user did not want. `threads`
    0: the program decides. `count_rule` is the value of a `core.counting.CountRule` and `count_newline` the weight of
    a line break.
    With `read_ahead` the model reads an answer while it is being written. `guided`: the program chooses the passages of
    a critique and the model writes what is said of them; else the model does both (an experiment now).
    `window_geometry` is base64. `own_name` is looked for by the check for blind recruitment, whose rules are those of
    `blind_profile` (the value of a `core.checks.context.BlindProfile`) where an application names none. `proofread`:
    spelling is looked at while one writes, in a process of half a gigabyte.
    """

    theme: str = _choice("system", "light", "dark")
    language: str = _choice("ko", "en")
    font_px: float = _number(14.0, 10, 28)
    editor_font_px: float = _number(16.5, 10, 40)
    sidebar_collapsed: bool = _flag()
    window_geometry: str = _text()
    model_id: str = _text()
    adapter_id: str = _text()
    declined_adapter: str = _text()
    device: str = _text("auto")
    threads: int = _number(0, 0, 512)
    max_tokens: int = _number(700, 64, 8192)
    temperature: float = _number(0.2, 0, 2)
    top_p: float = _number(0.9, 0.01, 1)
    top_k: int = _number(40, 0, 1000)
    repeat_penalty: float = _number(1.0, 1, 2)
    seed: int = _number(0, 0, 2**31 - 1)
    read_ahead: bool = _flag(default=True)
    guided: bool = _flag(default=True)
    count_rule: str = _choice("chars", "chars_no_space", "two_byte", "utf8", "neis")
    count_newline: int = _number(1, 0, 2)
    own_name: str = _text()
    blind_profile: str = _choice("private", "public", "off")
    proofread: bool = _flag(default=True)
    last_question: str = _text()
    first_run_done: bool = _flag()
    maintainer: bool = _flag()

    def __post_init__(self) -> None:
        wrong = [one.name for one in fields(self) if not _fits(one.name, getattr(self, one.name))]
        if wrong:
            raise ValueError(f"not a setting: {', '.join(wrong)}")


class ProblemKind(StrEnum):
    VALUE = "value"  # one value was wrong and is the default now
    FILE = "file"  # the file could not be understood: it was kept beside, and everything is the default
    UNREADABLE = "unreadable"  # the system did not let us read it; everything is the default


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was wrong in the file. `key` is set for VALUE, `kept` (where the file is now) for FILE."""

    kind: ProblemKind
    key: str = ""
    kept: Path | None = None


def load(path: Path | None = None) -> tuple[Settings, tuple[Problem, ...]]:
    """The settings as far as they can be understood, and what was wrong. Never raises; no file means the defaults."""
    path = path or paths.settings_file()
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        log.warning("settings unreadable: errno=%s", error.errno)
        return Settings(), (Problem(ProblemKind.UNREADABLE),)
    except ValueError:  # of TOML and of UTF-8 alike
        return Settings(), (Problem(ProblemKind.FILE, kept=_keep_broken(path)),)
    known = {key: value for key, value in data.items() if key in _CHECKS}
    wrong = [key for key, value in known.items() if not _fits(key, value)]
    if wrong:
        log.warning("settings defaulted: %s", wrong)
    good = {key: _as_kept(key, value) for key, value in known.items() if key not in wrong}
    return Settings(**good), tuple(Problem(ProblemKind.VALUE, key) for key in wrong)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write all settings; keys that this program does not know stay. The old file is whole until the new one is.

    Raises SettingsError.
    """
    import tomli_w

    path = path or paths.settings_file()
    fresh = path.with_name(path.name + ".new")
    data = {**_unknown(path), **asdict(settings)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as file:
                # A lone surrogate (half an emoji in a name) has no UTF-8.
                file.write(tomli_w.dumps(data).encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        finally:
            fresh.unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(error.strerror or type(error).__name__, path=str(path)) from error


_CHECKS: dict[str, Callable[[object], bool]] = {one.name: one.metadata["check"] for one in fields(Settings)}


def _fits(key: str, value: object) -> bool:
    return _CHECKS[key](value)


def _as_kept(key: str, value: Any) -> Any:
    """TOML writes 16.0 as 16 when a person does."""
    return float(value) if isinstance(getattr(Settings(), key), float) else value


def _unknown(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return {key: value for key, value in data.items() if key not in _CHECKS}


def _keep_broken(path: Path) -> Path | None:
    kept = path.with_name(f"{path.stem}.broken-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}")
    try:
        path.replace(kept)
    except OSError as error:
        log.warning("broken settings not kept: errno=%s", error.errno)
        return None
    return kept
