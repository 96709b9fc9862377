"""Vectors in bits and bytes."""

import numpy as np

from core.retrieval.vectors import DIMENSIONS, Packed, cosine, embed, nearest, pack


def random_vectors(count: int, seed: int = 1) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    found = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def test_a_text_is_nearer_to_its_rewording_than_to_another() -> None:
    asked, same, other = embed(["재고를 줄였습니다", "재고를 감축했습니다", "노래를 불렀습니다"])

    assert asked @ same > asked @ other


def test_the_order_of_texts_is_kept_whatever_their_length() -> None:
    texts = ["저는 물류 창고에서 재고를 세는 일을 오래 했습니다.", "동기", "저는 성실합니다."]

    together = embed(texts)

    for text, vector in zip(texts, together, strict=True):
        assert np.allclose(embed([text])[0], vector, atol=1e-4)


def test_a_text_without_letters_is_nothing() -> None:
    assert not embed(["…", ""]).any()
    assert embed([]).shape == (0, DIMENSIONS)


def test_bytes_keep_a_cosine_to_one_percent() -> None:
    one, other = random_vectors(50), random_vectors(50, 2)
    packed = Packed.joined(pack(one), pack(other))

    kept = [cosine(one[0], packed, row) for row in range(50)]

    assert np.allclose(kept, np.maximum(one @ one[0], other @ one[0]), atol=0.01)


def test_two_steps_find_what_one_finds() -> None:
    vectors, others = random_vectors(3_000), random_vectors(3_000, 3)
    query = random_vectors(1, 5)[0]
    # As like as texts on one subject are: cosines of about 0.9, 0.7 and 0.5.
    for row, weight in ((7, 2.0), (128, 1.0), (2_172, 0.6)):
        vectors[row] += weight * query
        vectors[row] /= np.linalg.norm(vectors[row])
    packed = Packed.joined(pack(vectors), pack(others))

    rows, cosines = nearest(query, packed, None, 200)

    assert rows[:3].tolist() == [7, 128, 2_172]
    assert len(rows) == 200
    assert (np.diff(cosines) <= 0).all()
    assert np.allclose(cosines[:3], vectors[[7, 128, 2_172]] @ query, atol=0.01)


def test_only_what_is_allowed_is_found() -> None:
    vectors = random_vectors(1_000)
    packed = Packed.joined(pack(vectors), pack(vectors))
    allowed = np.arange(1_000) % 2 == 1

    few, _ = nearest(vectors[8], packed, np.arange(1_000) < 3, 100)
    many, _ = nearest(vectors[8], packed, allowed, 100)

    assert set(few.tolist()) == {0, 1, 2}
    assert len(many) == 100
    assert allowed[many].all()


def test_nothing_is_near_in_an_empty_index() -> None:
    packed = Packed.joined(pack(random_vectors(0)), pack(random_vectors(0)))

    rows, _ = nearest(random_vectors(1)[0], packed, None, 5)

    assert not len(rows)
