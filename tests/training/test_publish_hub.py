"""A package to a hub on loopback, by the command as a maintainer types it and the hub's own client."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models.adapter_card import EVALUATION
from core.models.adapter_files import WEIGHTS
from core.paths import resources_dir
from tests.fakes.exported_package import REPO, REVISION, write_package
from tests.fakes.upload_hub import UploadHub
from training.package import Package

pytestmark = pytest.mark.slow  # each starts a process with the hub's client

TOKEN = "hf_test"
TARGET = "someone/tiny-critique"


@pytest.fixture
def hub() -> Iterator[UploadHub]:
    hub = UploadHub(elsewhere={REPO: REVISION}, needs_token=TOKEN)
    with hub.serving():
        yield hub


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return write_package(tmp_path / "꾸러미")


def environment(hub_url: str, home: Path, token: str | None) -> dict[str, str]:
    """Without what this computer has: another home, so no token of its user's; and as online as a maintainer is."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "TRANSFORMERS_"))}
    kept |= {"HF_ENDPOINT": hub_url, "HF_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    # The stub stores files the older way, which the client takes without its other storage.
    kept |= {"HF_HUB_DISABLE_XET": "1"}
    return kept | ({"HF_TOKEN": token} if token else {})


def command(package: Package, *options: str) -> list[str]:
    return [sys.executable, "-m", "training", "publish", str(package.folder), "--to", f"hub:{TARGET}", *options]


def publish(package: Package, url: str, *options: str, token: str | None = TOKEN) -> subprocess.CompletedProcess[str]:
    home = package.folder.parent / "home"
    return subprocess.run(
        command(package, *options),
        cwd=resources_dir().parent,
        env=environment(url, home, token),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=250,
    )


def contents(package: Package) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in package.files}


@pytest.mark.parametrize("public", [False, True])
def test_one_commit_with_every_file(public: bool, hub: UploadHub, package: Package) -> None:
    done = publish(package, hub.url, *(["--public"] if public else []))

    assert done.returncode == 0, done.stderr
    assert hub.files[TARGET] == contents(package)
    assert hub.repos == {TARGET: not public}
    assert [one["summary"] for one in hub.commits] == ["tiny-critique 1"]
    assert done.stdout.splitlines()[-1] == hub.revision
    # Weights by their SHA-256, everything else within the commit.
    assert list(hub.stored) == [package.sums[WEIGHTS]]


def test_what_an_earlier_commit_had_and_this_one_has_not(hub: UploadHub, package: Package) -> None:
    hub.make(TARGET, {".gitattributes": b"*", EVALUATION: b"{}"})

    done = publish(package, hub.url)

    assert done.returncode == 0, done.stderr
    assert hub.files[TARGET] == {".gitattributes": b"*", **contents(package)}


def test_without_a_token_nothing_is_asked(hub: UploadHub, package: Package) -> None:
    done = publish(package, hub.url, token=None)

    assert done.returncode == 1
    assert "허브의 토큰이 없습니다" in done.stderr
    assert hub.seen == []


@pytest.mark.parametrize(
    ("refuse", "token", "sentence"),
    [
        ({}, "hf_other", "토큰을 받아들이지 않았습니다"),
        ({"/api/repos/create": 403}, TOKEN, "토큰을 받아들이지 않았습니다"),
        ({"/api/repos/create": 400}, TOKEN, "허브에서 쓸 수 없는 이름"),
        ({f"/api/models/{TARGET}/revision": 404}, TOKEN, "main 가지가 허브에 없습니다"),
        ({f"/api/models/{TARGET}/commit": 412}, TOKEN, "그사이 다른 곳에서"),
        ({f"/api/models/{TARGET}/commit": 500}, TOKEN, "올리지 못했습니다"),
        ({f"/{TARGET}.git/info/lfs": 403}, TOKEN, "토큰을 받아들이지 않았습니다"),
    ],
)
def test_what_the_hub_refuses(
    refuse: dict[str, int], token: str, sentence: str, hub: UploadHub, package: Package
) -> None:
    hub.refuse = refuse

    done = publish(package, hub.url, token=token)

    assert done.returncode == 1, done.stderr
    assert sentence in done.stderr
    assert "[training.publish]" in done.stderr
    assert "Traceback" not in done.stderr
    assert token not in done.stderr
    assert not hub.commits


def test_a_base_that_nobody_could_fetch(hub: UploadHub, package: Package) -> None:
    hub.elsewhere = {REPO: "f" * 40}

    done = publish(package, hub.url)

    assert done.returncode == 1
    assert f"그 커밋이 허브에 없습니다: {REPO}" in done.stderr
    assert hub.repos == {}


def test_a_repository_of_something_else_stays_as_it_was(hub: UploadHub, package: Package) -> None:
    hub.make(TARGET, {"model.safetensors": b"x"})

    done = publish(package, hub.url)

    assert done.returncode == 1
    assert "model.safetensors" in done.stderr
    assert hub.files[TARGET] == {"model.safetensors": b"x"}


@pytest.mark.parametrize("public", [False, True])
def test_a_repository_that_others_see_than_was_asked_for(public: bool, hub: UploadHub, package: Package) -> None:
    hub.make(TARGET, {}, private=public)

    done = publish(package, hub.url, *(["--public"] if public else []))

    assert done.returncode == 1
    assert "공개 여부" in done.stderr
    assert hub.files[TARGET] == {}


def test_what_arrived_is_compared(hub: UploadHub, package: Package) -> None:
    hub.spoil = True

    done = publish(package, hub.url)

    assert done.returncode == 1
    assert "올라간 파일이 보낸 것과 다릅니다" in done.stderr


def test_a_hub_that_cannot_be_reached(package: Package) -> None:
    with UploadHub().serving() as gone:
        url = gone.url

    done = publish(package, url)

    assert done.returncode == 1
    assert "허브에 닿지 않습니다" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_half_way_nothing_is_published(hub: UploadHub, package: Package) -> None:
    hub.hold_upload = True
    home = package.folder.parent / "home"
    process = subprocess.Popen(
        command(package),
        cwd=resources_dir().parent,
        env=environment(hub.url, home, TOKEN),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert hub.held.wait(timeout=250)

    process.send_signal(signal.SIGKILL)
    process.wait()
    hub.release.set()

    assert hub.files[TARGET] == {}
    assert hub.commits == []
    hub.hold_upload = False
    done = publish(package, hub.url)
    assert done.returncode == 0, done.stderr
    assert hub.files[TARGET] == contents(package)
    assert re.fullmatch(r"[0-9a-f]{40}", done.stdout.splitlines()[-1])
