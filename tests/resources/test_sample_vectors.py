"""The vectors that come with the samples are theirs, and are what the embedding package makes."""

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.retrieval import known_vectors, vectors
from tests.resources.sample_vectors import FILE, wanted


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the file that a test may spoil."""
    copy = tmp_path / "samples" / FILE.name
    copy.parent.mkdir()
    shutil.copyfile(FILE, copy)
    monkeypatch.setattr(known_vectors, "resources_dir", lambda: tmp_path)
    monkeypatch.setattr(known_vectors, "_known", known_vectors._known.__wrapped__)
    return copy


def test_every_sample_has_its_vectors() -> None:
    assert known_vectors.holds(wanted()), "run python -m tests.resources.sample_vectors"


def test_they_are_what_would_be_made() -> None:
    texts = wanted()[::97]
    known = known_vectors.packed(texts)
    kept = known.quantised * known.scales[:, None]

    likeness = (kept * vectors.embed(texts)).sum(axis=1)

    assert likeness.min() > 0.999


def test_known_and_new_texts_come_in_their_order() -> None:
    known = wanted()[3]
    mixed = ["처음 보는 문장을 하나 적었습니다.", known, "또 다른 새 문장입니다.", known]

    found = known_vectors.packed(mixed)

    assert found.scales.shape == (4,)
    assert (found.codes[1] == found.codes[3]).all()
    made = vectors.pack(vectors.embed([mixed[2]]))
    assert np.abs(found.quantised[2].astype(int) - made.quantised[0].astype(int)).max() <= 1


@pytest.mark.parametrize("spoil", ["gone", "cut", "another version"])
def test_without_the_file_all_is_embedded(elsewhere: Path, spoil: str, caplog: pytest.LogCaptureFixture) -> None:
    if spoil == "gone":
        elsewhere.unlink()
    elif spoil == "cut":
        elsewhere.write_bytes(elsewhere.read_bytes()[:5000])
    else:
        with np.load(elsewhere) as kept:
            parts = dict(kept)
        np.savez(elsewhere, **{**parts, "form": np.array("0 another")})
    text = wanted()[3]
    with caplog.at_level(logging.INFO):
        assert not known_vectors.holds([text])
    found = known_vectors.packed([text])
    expected = vectors.pack(vectors.embed([text]))

    assert np.abs(found.quantised.astype(int) - expected.quantised.astype(int)).max() <= 1
    caplog.clear()
