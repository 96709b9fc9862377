"""Makes `resources/samples/vectors.npz`, after a change of samples: `python -m tests.resources.sample_vectors`."""

from core.paths import resources_dir
from core.retrieval import known_vectors
from core.retrieval.entries import texts_of
from core.storage.corpus.samples import samples

FILE = resources_dir() / "samples" / "vectors.npz"


def wanted() -> list[str]:
    """Every text of the samples that the index embeds, once."""
    return sorted({text for essay in samples() for text in texts_of(essay)})


if __name__ == "__main__":
    known_vectors.write(FILE, wanted())
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.2f} MB")
