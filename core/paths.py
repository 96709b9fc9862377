"""Where everything lies on disk. `CHEOMSAK_HOME` moves all of it.

Every function looks at the environment when it is called, so a test or a portable installation can move the home.
"""

import os
import sys
from pathlib import Path

from platformdirs import user_data_dir

HOME_VARIABLE = "CHEOMSAK_HOME"


def home() -> Path:
    """The one folder the program writes to, as an absolute path; it may not exist yet (see `ensure_home`)."""
    chosen = os.environ.get(HOME_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser().absolute()
    return Path(user_data_dir("Cheomsak", appauthor=False))


def app_db() -> Path:
    """What the user wrote and the critiques of it."""
    return home() / "app.db"


def corpus_db() -> Path:
    """Collected essays; written by the scraper, read-only for everyone else."""
    return home() / "corpus.db"


def models_dir() -> Path:
    return home() / "models"


def adapters_dir() -> Path:
    return home() / "adapters"


def backups_dir() -> Path:
    return home() / "backups"


def logs_dir() -> Path:
    return home() / "logs"


def settings_file() -> Path:
    return home() / "settings.toml"


def dictionary_file() -> Path:
    """The words that the user told the proofreader to leave alone."""
    return home() / "dictionary.txt"


def cache_dir() -> Path:
    """What can be made again at any time, such as converted adapters; deleting it loses nothing."""
    return home() / "cache"


def resources_dir() -> Path:
    """The read-only data that ships with the program: in the source tree, beside the package or in a bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return root / "resources"


def ensure_home() -> Path:
    """Create the home and its folders and return the home; what already exists is left alone.

    On POSIX a new home is readable by its owner only, because essays are personal. Raises OSError.
    """
    root = home()
    if not root.exists():
        root.mkdir(parents=True, mode=0o700, exist_ok=True)
    for folder in (models_dir(), adapters_dir(), backups_dir(), logs_dir(), cache_dir()):
        folder.mkdir(exist_ok=True)
    return root
