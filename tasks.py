#!/usr/bin/env python3
"""The two commands of this repository: `python3 tasks.py run` and `python3 tasks.py test`.

Needs Python 3.11 or newer and a package registry; nothing else, and no admin rights for `run`. Standard library only,
because it runs before anything is installed. `tasks.py check` is the fast part of `test`.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
STARTER = "starter-1.5b"
# What PySide6 and the bundle need from the system; a desktop installation of Debian or Ubuntu has nearly all of it.
WINDOW_PACKAGES = (
    "libegl1",
    "libgl1",
    "libxkbcommon-x11-0",
    "libdbus-1-3",
    "libfontconfig1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxcb-image0",
    "libxcb-render-util0",
)
TEST_PACKAGES = (*WINDOW_PACKAGES, "xvfb", "xdotool", "fonts-nanum", "binutils", "chromium", "chromium-driver")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="set up, fetch the starter model, open the window (or critique a text file)")
    run.add_argument("--text", metavar="FILE", help="critique this file in the terminal instead of opening the window")
    run.add_argument("--question", default="", help="the question that the file answers")
    run.add_argument("--maintainer", action="store_true", help="also install what collecting essays needs")
    run.add_argument("--model", default=STARTER, help=f"model to fetch and use (default {STARTER})")
    commands.add_parser("test", help="set up what tests need and run lint, types, import contracts and all tests")
    commands.add_parser("check", help="the fast part of `test`")
    options = parser.parse_args()

    # The set-up, one job for everybody: a fresh clone and the hundredth start take the same path.
    os.chdir(ROOT)
    if options.command == "run":
        install("scraper" if options.maintainer else "")
        return run_program(options)
    install_system_packages(TEST_PACKAGES)
    install("dev")
    return run_checks(everything=options.command == "test")


def install(extra: str) -> None:
    """Make `.venv` with pinned packages. Does nothing when they are there already."""
    wanted = hashlib.sha256(
        (ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes()
    ).hexdigest()
    have, _, have_extras = STAMP.read_text().partition(" ") if STAMP.exists() else ("", "", "")
    extras = set(have_extras.split())
    # A set-up for tests holds everything.
    if have == wanted and (not extra or extras & {extra, "dev"}) and works(PYTHON):
        return
    if not works(PYTHON):
        say("가상 환경을 만드는 중입니다 (.venv)")
        try:
            venv.create(VENV, with_pip=True, clear=True)
        except (subprocess.CalledProcessError, OSError) as error:
            raise SystemExit(
                f"가상 환경을 만들지 못했습니다: {error}\n"
                "Debian·Ubuntu에서는 `sudo apt install python3-venv` 뒤에 다시 실행해 주세요."
            ) from error
    # Packages of an earlier set-up stay, and so does its stamp.
    extras |= {extra} - {""}
    say("필요한 패키지를 설치하는 중입니다. 처음 한 번, 몇 분 걸립니다")
    target = f".[{','.join(sorted(extras))}]" if extras else "."
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--constraint", "constraints.txt"]
    if subprocess.run([*pip, "--editable", target], check=False).returncode:
        raise SystemExit("패키지를 설치하지 못했습니다. 인터넷 연결을 확인하고 같은 명령을 다시 실행해 주세요.")
    STAMP.write_text(" ".join([wanted, *sorted(extras)]))


def works(python: Path) -> bool:
    """Whether the virtual environment's interpreter starts; it does not after its Python was removed or moved."""
    try:
        return subprocess.run([str(python), "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def run_program(options: argparse.Namespace) -> int:
    fetched = call("-m", "core", "models", "download", options.model)
    in_terminal = options.text or not has_display()
    if in_terminal:
        if fetched:
            return fetched
        source = [options.text] if options.text else ["--sample"]
        question = ["--question", options.question] if options.question else []
        if not options.text:
            say("화면이 없어 보기 글을 터미널에서 첨삭합니다")
        return call("-m", "core", "critique", *source, *question, "--model", options.model)
    if fetched:
        say("모델 없이 창을 엽니다. 나중에 창의 모델 화면에서 받을 수 있습니다")
    if sys.platform == "linux" and call("-c", "import PySide6.QtWidgets", quiet=True):
        install_system_packages(WINDOW_PACKAGES)
    return call("-m", "desktop")


def has_display() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_checks(*, everything: bool) -> int:
    """Every step runs even when one before it failed, so one call shows all there is to mend."""
    steps: list[tuple[str, tuple[str, ...]]] = [
        ("lint", ("-m", "ruff", "check", ".")),
        ("format", ("-m", "ruff", "format", "--check", ".")),
        ("types", ("-m", "mypy")),
        ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as main; main()")),
    ]
    fast, together = "not slow and not needs_torch", ("-n", "auto", "--dist", "loadfile")
    if everything:
        # The core must stand alone: these run with neither Qt nor torch importable, and not a second time with them.
        alone = ("tests/core", "-p", "tests.core_alone", "-p", "no:pytest-qt", "-m", fast)
        window = ("tests/desktop", "tests/test_bundle.py")
        others = [word for path in ("tests/core", *window) for word in ("--ignore", path)]
        steps += [
            # Core and window one after the other, as they judge waiting times.
            ("core without Qt and torch", ("-m", "pytest", "-q", *alone)),
            ("core, slow or with torch", ("-m", "pytest", "-q", "tests/core", "-m", "slow or needs_torch")),
            ("window and bundle", ("-m", "pytest", "-q", *window)),
            ("everything else", ("-m", "pytest", "-q", *others, *together)),
        ]
    else:
        # The fast ones wait more than they compute.
        steps.append(("tests", ("-m", "pytest", "-q", "-m", fast, *together)))
    failed = []
    for name, arguments in steps:
        say(name)
        if call(*arguments):
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "all green")
    return 1 if failed else 0


def install_system_packages(packages: tuple[str, ...]) -> None:
    """Install missing Debian packages when that is allowed, else name them in one message."""
    if not shutil.which("dpkg-query"):
        return
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *packages]
    listed = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    missing = [name for name in packages if f"{name} installed" not in listed]
    if not missing:
        return
    if os.geteuid() != 0:
        raise SystemExit(f"먼저 설치해 주세요: sudo apt install {' '.join(missing)}")
    say(f"시스템 패키지를 설치하는 중입니다: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=True, env=environment
    )


def call(*arguments: str, quiet: bool = False) -> int:
    """Run the virtual environment's Python and return its exit code."""
    output = subprocess.DEVNULL if quiet else None
    try:
        return subprocess.run([str(PYTHON), *arguments], check=False, stdout=output, stderr=output).returncode
    except KeyboardInterrupt:
        return 130


def say(text: str) -> None:
    print(f"\n» {text}", flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is what this sentence is for
        raise SystemExit("Python 3.11 이상이 필요합니다. https://www.python.org/downloads/ 에서 받아 주세요.")
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may be set to a code page that cannot print these sentences.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    raise SystemExit(main())
