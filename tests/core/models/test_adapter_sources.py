"""Adapters from a hub on loopback, a folder and a zip: listed, fetched, taken up again, and refused with the reason."""

import errno
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import (
    AdapterDamaged,
    AdapterMismatch,
    AdapterSourceFailed,
    AdapterUnsafe,
    ModelBusy,
    NoRoomForModel,
)
from core.lock import FileLock
from core.models import adapters, part
from core.models.adapter_offer import AdapterSource, parse_source
from core.models.adapter_sources import fetch, list_offers
from core.models.progress import Progress
from core.paths import adapters_dir
from tests.fakes.adapter_packages import ADAPTERS, AdapterHub, write_package
from tests.fakes.model_files import catalog_text, entry, pinned
from tests.fakes.models_cli import argv
from tests.fakes.stub_hub import Fault

BASE = entry(pinned("tiny.gguf", b"data"))
OTHER = entry(pinned("other.gguf", b"data"), id="other", base_repo="someone/other")
HUB = f"hub:{ADAPTERS}"
WEIGHTS = "adapter_model.safetensors"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AdapterHub]:
    with AdapterHub().serving() as stub:
        assert isinstance(stub, AdapterHub)
        monkeypatch.setenv("HF_ENDPOINT", stub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no-token"))
        for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        yield stub


@pytest.fixture
def revision(hub: AdapterHub, tmp_path: Path) -> str:
    return hub.commit(write_package(tmp_path / "one"), "첫 어댑터")


def reason(text: str) -> object:
    with pytest.raises(AdapterSourceFailed) as failure:
        fetch(parse_source(text), (BASE,))
    return failure.value.context["reason"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("hub:someone/tiny", AdapterSource("hub", "someone/tiny")),
        (" hub:someone/tiny@main ", AdapterSource("hub", "someone/tiny", "main")),
        ("folder:/내 폴더", AdapterSource("folder", "/내 폴더")),
        ("zip:C:\\받은 것.zip", AdapterSource("zip", "C:\\받은 것.zip")),
    ],
)
def test_a_source_is_written_in_one_way(text: str, source: AdapterSource) -> None:
    assert parse_source(text) == source
    assert parse_source(str(source)) == source


@pytest.mark.parametrize(
    "text", ["", "someone/tiny", "hub:tiny", "hub:../../x", "ftp:x/y", "zip:", "hub:a/b@../c", "/x"]
)
def test_what_is_no_source_is_refused_before_anything_is_asked(text: str, hub: AdapterHub) -> None:
    with pytest.raises(AdapterSourceFailed) as failure:
        parse_source(text)
    assert failure.value.context["reason"] == "address"
    assert hub.seen == []


def test_a_hub_is_listed_by_commit_with_cards_and_sizes(hub: AdapterHub, revision: str, tmp_path: Path) -> None:
    (tmp_path / "readme").mkdir()
    (tmp_path / "readme" / "README.md").write_text("nothing here yet", encoding="utf-8")
    hub.commit(tmp_path / "readme", "설명만")
    newest = hub.commit(write_package(tmp_path / "two", rows=2, version="2", evaluated=False), "둘째 어댑터")

    offers = list_offers(parse_source(HUB))

    assert [str(each.source) for each in offers] == [f"{HUB}@{newest}", f"{HUB}@{revision}"]
    assert [(each.card.version, each.note, each.when[:10]) for each in offers] == [
        ("2", "둘째 어댑터", "2026-11-03"),
        ("1", "첫 어댑터", "2026-11-01"),
    ]
    assert offers[0].size == sum(each.stat().st_size for each in (tmp_path / "two").iterdir())
    assert (offers[0].evaluation, offers[1].evaluation is None) == (None, False)
    assert not [each for each in hub.gets if WEIGHTS in each.path]


def test_the_newest_or_a_certain_revision_is_fetched_and_installed(
    hub: AdapterHub, revision: str, tmp_path: Path
) -> None:
    hub.commit(write_package(tmp_path / "two", rows=2, version="2"), "둘째 어댑터")
    heard: list[Progress] = []

    newest = fetch(parse_source(HUB), (OTHER, BASE), heard.append)
    older = fetch(parse_source(f"{HUB}@{revision}"), (BASE,))

    assert newest is not None
    assert older is not None
    assert (newest.id, newest.model_id) == ("tiny-critique-v2", "tiny")
    assert older.id == "tiny-critique-v1"
    assert adapters.verify(newest.id) == newest
    assert (heard[-1].done, heard[-1].source) == (heard[-1].total, "hub")
    assert not (adapters_dir() / ".fetching").exists()


def test_a_cut_connection_is_taken_up_again(hub: AdapterHub, revision: str) -> None:
    hub.faults.extend([*(Fault() for _ in range(6)), Fault(cut_after=300)])  # all but the weights arrive

    assert fetch(parse_source(HUB), (BASE,)) is not None
    assert any(each.range for each in hub.gets)


def test_what_was_cancelled_goes_on_where_it_was(hub: AdapterHub, revision: str) -> None:
    done: list[int] = []

    def cancelled() -> bool:
        return bool(done) and done[-1] > 0

    assert fetch(parse_source(HUB), (BASE,), lambda each: done.append(each.done), cancelled) is None
    assert adapters.list_installed() == ()
    kept = {each.name for each in (adapters_dir() / ".fetching").glob("*/*")}
    before = len(hub.gets)

    info = fetch(parse_source(HUB), (BASE,))

    assert info is not None
    again = {each.path.rpartition("/")[2] for each in hub.gets[before:] if "/resolve/" in each.path and not each.range}
    assert not again & (kept - {"SHA256SUMS"})


@pytest.mark.slow
def test_a_killed_fetch_leaves_nothing_installed_and_goes_on(
    hub: AdapterHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.commit(write_package(tmp_path / "big", rows=4096), "큰 것")
    catalog = tmp_path / "models.toml"
    catalog.write_text(catalog_text(BASE), encoding="utf-8")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    # Sums, then five small files, then the weights, which stop half-way.
    hub.faults.extend([*(Fault() for _ in range(6)), Fault(hold_after=100_000)])
    command = argv("--catalog", str(catalog), "adapters", "fetch", HUB, "--json")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as process:
        assert hub.held.wait(timeout=60)
        weights = adapters_dir() / ".fetching"
        while not any(each.stat().st_size for each in weights.glob(f"*/{WEIGHTS}.part")):
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
    hub.release.set()
    assert adapters.list_installed() == ()

    info = fetch(parse_source(HUB), (BASE,))

    assert info is not None
    assert [each.range for each in hub.gets if WEIGHTS in each.path][-1] is not None


def test_bytes_that_are_not_those_that_the_package_lists_are_refused(hub: AdapterHub, revision: str) -> None:
    hub.faults.extend([*(Fault() for _ in range(6)), Fault(flip_at=300)])

    with pytest.raises(AdapterDamaged) as damage:
        fetch(parse_source(HUB), (BASE,))
    assert damage.value.context["file"] == WEIGHTS
    assert adapters.list_installed() == ()
    assert fetch(parse_source(HUB), (BASE,)) is not None


def test_a_hub_that_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert reason(HUB) == "unreachable"
    with pytest.raises(AdapterSourceFailed):
        list_offers(parse_source(HUB))


def test_a_private_repository_needs_a_token(
    hub: AdapterHub, revision: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub.needs_token = "hf_right"
    assert reason(HUB) == "token"
    monkeypatch.setenv("HF_TOKEN", "hf_wrong")
    assert reason(HUB) == "token_refused"
    monkeypatch.setenv("HF_TOKEN", "hf_right")
    assert fetch(parse_source(HUB), (BASE,)) is not None


def test_a_repository_a_revision_and_a_package_that_are_not_there(
    hub: AdapterHub, revision: str, tmp_path: Path
) -> None:
    assert reason("hub:someone/nothing") == "revision"
    assert reason(f"{HUB}@{'f' * 40}") == "revision"
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "README.md").write_text("no package", encoding="utf-8")
    bare = hub.commit(tmp_path / "plain", "설명만")
    assert reason(f"{HUB}@{bare}") == "no_package"
    assert adapters.list_installed() == ()


def test_an_adapter_for_another_base_is_refused_before_its_weights_are_fetched(hub: AdapterHub, revision: str) -> None:
    with pytest.raises(AdapterMismatch) as mismatch:
        fetch(parse_source(HUB), (OTHER,))
    assert mismatch.value.context["found"] == "other"
    assert not [each for each in hub.gets if WEIGHTS in each.path]


def test_a_full_disk_is_said_before_and_while_files_arrive(
    hub: AdapterHub, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: part.PartFile, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(part.PartFile, "append", full)
        with pytest.raises(NoRoomForModel):
            fetch(parse_source(HUB), (BASE,))
    with monkeypatch.context() as patch:
        usage = type("Usage", (), {"free": 1000})
        patch.setattr("core.models.adapter_sources.shutil.disk_usage", lambda _path: usage)
        with pytest.raises(NoRoomForModel):
            fetch(parse_source(HUB), (BASE,))
    assert fetch(parse_source(HUB), (BASE,)) is not None


def test_a_folder_and_a_zip_hold_one_package(tmp_path: Path) -> None:
    folder = write_package(tmp_path / "내 꾸러미")
    path = tmp_path / "받은 것.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)

    for text in (f"folder:{folder}", f"zip:{path}"):
        (offer,) = list_offers(parse_source(text))
        assert (offer.card.title, offer.size) == ("작은 첨삭 어댑터", sum(f.stat().st_size for f in folder.iterdir()))
        info = fetch(parse_source(text), (BASE,))
        assert info is not None
        assert info.id == "tiny-critique-v1"
    assert sorted(each.name for each in adapters_dir().iterdir()) == ["fetch.lock", "install.lock", "tiny-critique-v1"]


def test_places_without_a_package(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../evil", "x")

    assert reason(f"folder:{plain}") == "no_package"
    assert reason(f"folder:{tmp_path / 'none'}") == "missing"
    assert reason(f"zip:{tmp_path / 'none.zip'}") == "missing"
    assert reason(f"zip:{tmp_path / 'x.zip'}") == "no_zip"
    with pytest.raises(AdapterUnsafe):
        fetch(parse_source(f"zip:{tmp_path / 'evil.zip'}"), (BASE,))
    with pytest.raises(AdapterUnsafe):
        list_offers(parse_source(f"zip:{tmp_path / 'evil.zip'}"))


def test_two_programs_do_not_fetch_at_once(hub: AdapterHub, revision: str) -> None:
    adapters_dir().mkdir(parents=True, exist_ok=True)
    lock = FileLock(adapters_dir() / "fetch.lock")
    try:
        with pytest.raises(ModelBusy):
            fetch(parse_source(HUB), (BASE,))
    finally:
        lock.release()
