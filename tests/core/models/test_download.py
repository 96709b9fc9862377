"""A model arrives whole or not at all: against a real server that cuts, lies, refuses and hangs."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import DownloadFailed, ModelBusy, ModelDamaged, ModelUnpinned, NoRoomForModel
from core.models.catalog import HubSource, ModelEntry, ModelFile
from core.models.download import download
from core.models.lock import locked
from core.models.part import PartFile
from core.models.progress import Progress, Stage
from core.models.store import installed, lock_path, model_folder, verify
from tests.fakes.model_files import GGUF, REPO, entry, gguf_bytes, pinned
from tests.fakes.stub_hub import Fault, StubHub

DATA = gguf_bytes(700_000)


@pytest.fixture
def tiny(hub: StubHub) -> ModelEntry:
    hub.files[REPO] = {GGUF: DATA}
    return entry(pinned(GGUF, DATA))


def test_a_download_is_whole_checked_and_kept(hub: StubHub, tiny: ModelEntry) -> None:
    told: list[Progress] = []

    model = download(tiny, told.append)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert model == installed(tiny)
    assert (model.source, model.size) == ("hub", len(DATA))
    assert (told[-1].done, told[-1].total, told[-1].stage) == (len(DATA), len(DATA), Stage.DOWNLOADING)
    assert [each.name for each in model.path.parent.iterdir() if "part" in each.name] == []


def test_an_installed_model_is_not_fetched_again(hub: StubHub, tiny: ModelEntry) -> None:
    first = download(tiny)
    hub.seen.clear()

    assert download(tiny) == first
    assert hub.seen == []


def test_offline_switches_of_the_engine_do_not_break_a_download_that_was_asked_for(
    tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "1")

    assert download(tiny) is not None


def test_an_unpinned_model_is_refused_without_a_request(hub: StubHub) -> None:
    with pytest.raises(ModelUnpinned):
        download(entry(pinned(GGUF, DATA), ModelFile("other.bin")))

    assert hub.seen == []
    assert not model_folder("tiny").exists()


def test_a_cut_connection_is_taken_up_where_it_broke(hub: StubHub, tiny: ModelEntry) -> None:
    hub.faults.extend([Fault(cut_after=300_000), Fault(cut_after=100_000)])

    model = download(tiny)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert [each.range for each in hub.gets] == [None, "bytes=300000-", "bytes=400000-"]
    assert hub.gets[1].if_range == f'"{tiny.files[0].sha256}"'


def test_a_later_run_asks_only_for_what_is_missing(hub: StubHub, tiny: ModelEntry) -> None:
    _leave_part(tiny, DATA[:250_000])
    told: list[Progress] = []

    assert download(tiny, told.append) is not None
    assert [each.range for each in hub.gets] == ["bytes=250000-"]
    assert told[0].stage is Stage.VERIFYING


def test_a_complete_part_needs_no_request(hub: StubHub, tiny: ModelEntry) -> None:
    _leave_part(tiny, DATA)

    assert download(tiny) is not None
    assert hub.seen == []


def test_a_connection_that_brings_nothing_is_given_up(hub: StubHub, tiny: ModelEntry) -> None:
    hub.faults.extend([Fault(cut_after=0)] * 20)

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "hub: cut"
    assert len(hub.gets) < 10


def test_a_server_without_ranges_starts_again_cleanly(hub: StubHub, tiny: ModelEntry) -> None:
    _leave_part(tiny, DATA[:250_000])
    hub.faults.append(Fault(ignore_range=True))

    model = download(tiny)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert len(hub.gets) == 1


def test_a_changed_file_is_not_glued_to_the_old_one(hub: StubHub, tiny: ModelEntry) -> None:
    hub.faults.append(Fault(etag='"old"'))
    assert download(tiny, cancelled=_third_look()) is None

    model = download(tiny)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert hub.gets[-1].if_range == '"old"'


def test_a_part_that_is_not_the_beginning_of_the_file_is_thrown_away(hub: StubHub, tiny: ModelEntry) -> None:
    _leave_part(tiny, b"x" * 250_000)

    model = download(tiny)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert [each.range for each in hub.gets] == ["bytes=250000-", None]


def test_a_part_longer_than_the_file_is_thrown_away(hub: StubHub, tiny: ModelEntry) -> None:
    _leave_part(tiny, DATA + b"more")

    assert download(tiny) is not None
    assert [each.range for each in hub.gets] == [None]


def test_a_flipped_byte_is_noticed_and_leaves_nothing(hub: StubHub, tiny: ModelEntry) -> None:
    hub.faults.append(Fault(flip_at=123_456))

    with pytest.raises(ModelDamaged) as damaged:
        download(tiny)

    assert damaged.value.context["expected"] == tiny.files[0].sha256
    assert damaged.value.context["model"] == "tiny"
    assert installed(tiny) is None
    assert (model_folder("tiny") / f"{GGUF}.part").stat().st_size == 0


def test_wrong_bytes_from_one_source_are_made_good_by_the_next(hub: StubHub) -> None:
    hub.files = {REPO: {GGUF: DATA}, "other/mirror": {GGUF: DATA}}
    both = entry(pinned(GGUF, DATA), sources=(HubSource(REPO, "0" * 40), HubSource("other/mirror", "0" * 40)))
    hub.faults.append(Fault(flip_at=5))

    model = download(both)

    assert model is not None
    assert model.path.read_bytes() == DATA
    assert "/other/mirror/" in hub.gets[-1].path


def test_a_file_of_another_size_is_not_even_fetched(hub: StubHub, tiny: ModelEntry) -> None:
    hub.files[REPO] = {GGUF: DATA + b"more"}

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "hub: wrong_size"


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_refusal_is_kept_with_its_source(hub: StubHub, tiny: ModelEntry, status: int) -> None:
    hub.faults.extend([Fault(status=status)] * 3)

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == f"hub: http_{status}"
    assert failed.value.context["model"] == "tiny"


def test_no_hub_at_all(tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # discard: nothing listens there

    with pytest.raises(DownloadFailed) as failed:
        download(tiny)

    assert failed.value.context["reasons"] == "hub: no_connection"


def test_cancel_leaves_what_came(hub: StubHub, tiny: ModelEntry) -> None:
    assert download(tiny, cancelled=_third_look()) is None
    left = (model_folder("tiny") / f"{GGUF}.part").stat().st_size
    assert 0 < left < len(DATA)
    assert installed(tiny) is None

    assert download(tiny) is not None
    assert hub.gets[-1].range == f"bytes={left}-"


def test_the_disk_is_asked_before_the_hub(hub: StubHub, tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(Path.cwd())._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)

    with pytest.raises(NoRoomForModel) as full:
        download(tiny)

    assert full.value.context["free"] == 100_000
    assert int(full.value.context["needed"]) > len(DATA)
    assert hub.seen == []


def test_a_disk_that_fills_up_keeps_what_came(tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    write = PartFile.append

    def full(part: PartFile, data: bytes) -> None:
        if part.length > 200_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(part, data)

    with monkeypatch.context() as patch:
        patch.setattr(PartFile, "append", full)
        with pytest.raises(NoRoomForModel):
            download(tiny)

    assert (model_folder("tiny") / f"{GGUF}.part").stat().st_size > 200_000
    assert download(tiny) is not None


def test_only_one_at_a_time(hub: StubHub, tiny: ModelEntry) -> None:
    with locked(lock_path("tiny"), "tiny"), pytest.raises(ModelBusy):
        download(tiny)

    assert hub.seen == []
    assert download(tiny) is not None  # the lock file is still there, and means nothing


def test_many_files_and_a_broken_one_fetch_only_the_rest(hub: StubHub) -> None:
    files = {"config.json": b"{}", "sub/model.bin": DATA, "last.json": b"[]"}
    hub.files[REPO] = files
    many = entry(*(pinned(name, data) for name, data in files.items()), backend="openvino")
    hub.faults.extend([Fault(), Fault(), Fault(status=503)])
    with pytest.raises(DownloadFailed):
        download(many)
    assert installed(many) is None
    hub.seen.clear()

    model = download(many)

    assert model is not None
    assert model.path == model_folder("tiny")
    assert (model.path / "sub/model.bin").read_bytes() == DATA
    assert [each.path.rpartition("/")[2] for each in hub.gets] == ["last.json"]


def test_a_damaged_model_is_repaired_by_downloading_it_again(hub: StubHub) -> None:
    files = {"config.json": b"{}", "model.bin": DATA}
    hub.files[REPO] = files
    many = entry(*(pinned(name, data) for name, data in files.items()), backend="openvino")
    model = download(many)
    assert model is not None
    (model.path / "model.bin").write_bytes(DATA[:-1] + b"?")
    with pytest.raises(ModelDamaged):
        verify(many)
    hub.seen.clear()

    assert download(many) is not None
    assert verify(many) is not None
    assert [each.path.rpartition("/")[2] for each in hub.gets] == ["model.bin"]


def test_a_token_is_sent_only_when_asked_for_and_only_to_the_hub(
    hub: StubHub, tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.needs_token = "hf_secret"
    with StubHub(files=hub.files).serving() as elsewhere:
        hub.faults.append(Fault(redirect=f"{elsewhere.url}/{REPO}/resolve/{'0' * 40}/{GGUF}"))

        assert download(tiny) is not None

    assert [each.authorization for each in hub.gets] == [None, "Bearer hf_secret"]
    assert [each.authorization for each in elsewhere.gets] == [None]


def test_an_open_hub_never_sees_the_token(hub: StubHub, tiny: ModelEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")

    download(tiny)

    assert {each.authorization for each in hub.seen} == {None}


def _third_look() -> Callable[[], bool]:
    """A cancel flag that is set when two pieces, of 256 KB at the most, have come."""
    looks = iter((False, False))
    return lambda: next(looks, True)


def _leave_part(model: ModelEntry, data: bytes) -> None:
    path = model_folder(model.id) / f"{GGUF}.part"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
