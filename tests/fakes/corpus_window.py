"""The window with a scraper that follows a script: `python -m tests.fakes.corpus_window SCRIPT`."""

import sys
from pathlib import Path

from core import settings
from core.paths import ensure_home
from desktop.app import Cheomsak
from desktop.preferences import Preferences
from desktop.startup import prepare_application
from tests.fakes.scraper_cli import argv


def main() -> int:
    ensure_home()
    app = prepare_application(sys.argv[:1])
    window = Cheomsak(app, Preferences(settings.load()[0]), scraper_argv=argv(Path(sys.argv[1])))
    window.hook.install()
    window.start()
    try:
        return app.exec()
    finally:
        window.close()
        window.hook.remove()


if __name__ == "__main__":
    raise SystemExit(main())
