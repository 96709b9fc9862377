"""What every command line of the project has in common: words in Korean, on whatever console."""

import argparse
import sys
from typing import NoReturn, TextIO

from core.cli import exit_codes


class KoreanParser(argparse.ArgumentParser):
    """Says in Korean that a command was wrong."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(exit_codes.USAGE, f"명령을 알아듣지 못했습니다: {message}\n자세한 쓰임은 --help로 볼 수 있습니다.\n")


def use_utf8(stream: TextIO) -> None:
    """Korean Windows gives pipes and consoles CP949, which has no "→" and not every syllable."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")
