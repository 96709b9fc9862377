"""A run as it is watched in a notebook: lines as they come, and one place for steps, with the losses so far."""

import re
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from training.colab.losses import losses_svg, read_metrics

_STEP = re.compile(r"([\d,]+)/([\d,]+) \(")
_EVERY_S = 5.0  # drawing anew costs the browser more than the training


class Progress:
    """Given the lines of `train`. Steps are shown in one place, anything else is printed."""

    def __init__(self, metrics: Path) -> None:
        self._metrics = metrics
        self._handle: Any = None
        self._shown_at = 0.0
        self._last = ""

    def __call__(self, line: str) -> None:
        match = _STEP.match(line)
        if match is None:
            print(line, flush=True)
            return
        self._last = line
        done = match[1] == match[2]
        if done or time.monotonic() - self._shown_at >= _EVERY_S:
            self.show()

    def show(self) -> None:
        """The last step and the losses up to it; nothing before the first."""
        match = _STEP.match(self._last)
        if match is None:
            return
        # Known only where a notebook runs.
        ipython: Any = import_module("IPython.display")
        self._shown_at = time.monotonic()
        at, whole = (int(number.replace(",", "")) for number in match.groups())
        bar = f'<progress value="{at}" max="{whole}" style="width:640px"></progress>'
        page = ipython.HTML(f"{bar}<div>{self._last}</div>{losses_svg(read_metrics(self._metrics))}")
        if self._handle is None:
            self._handle = ipython.display(page, display_id=True)
        else:
            self._handle.update(page)
