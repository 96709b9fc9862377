"""The last resort for unsaved text: a small file beside the database that cannot be written."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from core import paths

FILE = "unsaved-answers.json"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A question's text that the database did not take, and when (UTC, ISO)."""

    question_id: str
    text: str
    at: str


class Journal:
    """Unsaved texts by question, written whole and atomically each time."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or paths.home()) / FILE
        self._entries: dict[str, Unsaved] = {}

    @property
    def path(self) -> Path:
        return self._path

    def read(self) -> tuple[Unsaved, ...]:
        """What an earlier run left behind. A file that cannot be understood is put aside, never deleted."""
        try:
            entries = json.loads(self._path.read_text(encoding="utf-8"))
            found = tuple(Unsaved(str(e["question_id"]), str(e["text"]), str(e["at"])) for e in entries)
        except FileNotFoundError:
            return ()
        except (ValueError, TypeError, KeyError):
            self._path.replace(self._path.with_suffix(".damaged.json"))
            return ()
        self._entries = {entry.question_id: entry for entry in found}
        return found

    def keep(self, question_id: str, text: str) -> None:
        """Raises OSError when not even this file can be written."""
        self._entries[question_id] = Unsaved(question_id, text, datetime.now(UTC).isoformat(timespec="seconds"))
        self._write()

    def forget(self, question_id: str) -> None:
        """The database has this text now."""
        if self._entries.pop(question_id, None) is not None:
            self._write()

    def _write(self) -> None:
        if not self._entries:
            self._path.unlink(missing_ok=True)
            return
        fresh = self._path.with_suffix(".new")
        data = json.dumps([asdict(entry) for entry in self._entries.values()], ensure_ascii=False)
        with fresh.open("w", encoding="utf-8") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
