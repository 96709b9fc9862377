"""`python -m desktop`: the window."""

import sys

from desktop.startup import run


def main() -> int:
    """Exit code."""
    return run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
