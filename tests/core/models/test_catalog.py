"""The catalogue as shipped is right, and a wrong one says where."""

from pathlib import Path

import pytest

from core.engine.protocol import BackendName
from core.errors import CatalogError, ModelMissing, ModelUnpinned
from core.models.catalog import BACKENDS, Catalog, HubSource, RegistrySource, load_catalog
from tests.fakes.model_files import catalog_text, entry, pinned

GOOD = catalog_text(entry(pinned("tiny.gguf", b"data")))


def test_the_starter_is_pinned_and_comes_from_the_hub_first() -> None:
    starter = load_catalog().entry("starter-0.5b")

    assert starter.size == 491_400_064
    assert starter.files[0].sha256 == "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
    assert [type(source) for source in starter.sources] == [HubSource, RegistrySource]
    assert starter.available
    assert starter.trial


@pytest.mark.parametrize("model", ["starter-0.5b", "starter-1.5b"])
def test_the_parts_of_a_mirror_are_as_long_as_the_file(model: str) -> None:
    starter = load_catalog().entry(model)
    mirror = next(source for source in starter.sources if isinstance(source, RegistrySource))

    assert (mirror.parts - 1) * mirror.part_bytes < (starter.size or 0) <= mirror.parts * mirror.part_bytes
    assert mirror.member.format(n=3) == "data/part03.bin"


@pytest.mark.parametrize("model", ["polyglot-ko-1.3b", "polyglot-ko-1.3b-int4"])
def test_polyglot_is_refused_until_it_is_pinned(model: str) -> None:
    polyglot = load_catalog().entry(model)

    assert not polyglot.available
    with pytest.raises(ModelUnpinned) as refused:
        polyglot.require_pinned()
    assert refused.value.context["model"] == model
    assert refused.value.context["file"] in {file.name for file in polyglot.files}


def test_ready_files_are_offered_to_everyone_and_base_weights_to_maintainers() -> None:
    catalog = load_catalog()

    assert catalog.entry("polyglot-ko-1.3b").maintainer_only
    assert not catalog.entry("polyglot-ko-1.3b-int4").maintainer_only
    assert catalog.entry("polyglot-ko-1.3b-int4").base_repo == "EleutherAI/polyglot-ko-1.3b"


def test_backends_are_those_of_the_engine() -> None:
    assert set(BACKENDS) == {str(name) for name in BackendName}


def test_an_unknown_id_is_a_missing_model() -> None:
    with pytest.raises(ModelMissing):
        load_catalog().entry("nobody")


def test_the_catalogue_of_the_tests_is_good(tmp_path: Path) -> None:
    assert _load(tmp_path, GOOD).entry("tiny").files[0].size == 4


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('revision = "0000', 'revision = "main-', "source.revision"),
        ('base_revision = "a', 'base_revision = "A', "base_revision"),
        ('sha256 = "', 'sha256 = "g', "file.sha256"),
        ("size = 4", "size = 0", "file.size"),
        ("size = 4", 'size = "4"', "file.size"),
        ("size = 4", "size = true", "file.size"),
        ('name = "tiny.gguf"', 'name = "../tiny.gguf"', "file.name"),
        ('name = "tiny.gguf"', 'name = "/etc/passwd"', "file.name"),
        ('name = "tiny.gguf"', 'name = ".hidden"', "file.name"),
        ('backend = "llama_cpp"', 'backend = "magic"', "backend"),
        ('prompt_format = "plain"', 'prompt_format = "other"', "prompt_format"),
        ('kind = "hub"', 'kind = "ftp"', "source.kind"),
        ("memory_bytes = 1000000", "memory_byte = 1000000", "memory_bytes"),
        ("memory_bytes = 1000000", "memory_bytes = 1000000\ncolour = 1", "colour"),
        ('licence = "Apache-2.0"', 'licence = ""', "licence"),
        ('id = "tiny"', 'id = "Tiny Model"', "model.id"),
        ("memory_bytes = 1000000", "memory_bytes = 1000000\ntrial = 1", "trial"),
        ("memory_bytes = 1000000", "memory_bytes = 1000000\nshape = 1", "shape"),
    ],
)
def test_a_wrong_value_names_entry_and_field(tmp_path: Path, old: str, new: str, field: str) -> None:
    assert old in GOOD
    with pytest.raises(CatalogError) as wrong:
        _load(tmp_path, GOOD.replace(old, new, 1))

    assert wrong.value.context["field"] == field
    assert wrong.value.context["entry"] == ("models.toml" if field == "model.id" else "tiny")


def test_what_is_no_toml_says_so(tmp_path: Path) -> None:
    with pytest.raises(CatalogError):
        _load(tmp_path, "[[model")


def test_an_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="twice"):
        _load(tmp_path, GOOD + GOOD)


def test_a_mirror_of_many_files_is_refused(tmp_path: Path) -> None:
    files = (pinned("a.gguf", b"a"), pinned("b.gguf", b"b"))
    mirror = 'kind = "registry"\npackage = "p-{n}"\nversion = "1"\nparts = 1\npart_bytes = 1\nmember = "{n}"\n'

    with pytest.raises(CatalogError, match="one file"):
        _load(tmp_path, catalog_text(entry(*files)) + "[[model.source]]\n" + mirror)


def _load(folder: Path, text: str) -> Catalog:
    path = folder / "models.toml"
    path.write_text(text, encoding="utf-8")
    return load_catalog(path)
