"""OpenVINO brings a package that reports to its makers over the network. It is made impossible to import."""

import sys


def forbid_telemetry() -> None:
    """Call before the first import of openvino or nncf; both then use their own stub that sends nothing."""
    # None in sys.modules is Python's documented way to say "importing this fails".
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
