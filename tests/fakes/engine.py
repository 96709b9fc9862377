"""`python -m tests.fakes.engine JSON`: a real worker process with the fake backend in it."""

import json
import sys

from core.engine.worker import serve
from tests.fakes.fake_backend import FakeBackend, Script


def main() -> int:
    """The script is the last argument."""
    script = Script(**json.loads(sys.argv[-1]))
    return serve(lambda _: FakeBackend(script))


if __name__ == "__main__":
    sys.exit(main())
