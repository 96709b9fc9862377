"""A damaged model file is told from a whole one before a native library sees it."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import ModelDamaged, ModelMissing
from core.gguf_header import read_header
from tests.fakes.tiny_models import CONTEXT, HIDDEN, LAYERS, vocabulary, write_tiny_gguf


def test_it_reads_what_gguf_wrote(home: Path) -> None:
    header = read_header(write_tiny_gguf(home / "내 모델 1.gguf", "llama"))

    assert header.architecture == "llama"
    assert header.number("context_length") == CONTEXT
    assert header.number("block_count") == LAYERS
    assert header.number("no_such_key", 7) == 7
    assert header.metadata["tokenizer.ggml.tokens.length"] == len(vocabulary()[0])
    assert header.tensors["blk.0.attn_q.weight"] == (HIDDEN, HIDDEN)
    assert header.tensors["token_embd.weight"] == (len(vocabulary()[0]), HIDDEN)


@pytest.mark.parametrize("part", [0, 3, 4, 20, 500, 10_000, 300_000, -1])
def test_a_file_cut_anywhere_is_damaged(home: Path, part: int) -> None:
    path = write_tiny_gguf(home / "m.gguf")
    path.write_bytes(path.read_bytes()[:part])

    with pytest.raises(ModelDamaged) as caught:
        read_header(path)
    assert caught.value.context["file"] == str(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(place=st.integers(0, 20_000), value=st.binary(min_size=1, max_size=8))
def test_a_spoilt_header_never_does_worse(home: Path, place: int, value: bytes) -> None:
    whole = home / "whole.gguf"
    data = bytearray((whole if whole.exists() else write_tiny_gguf(whole)).read_bytes())
    data[place : place + len(value)] = value
    spoilt = home / "spoilt.gguf"
    spoilt.write_bytes(data)

    with contextlib.suppress(ModelDamaged):
        read_header(spoilt)


def test_another_kind_of_file_is_damaged(home: Path) -> None:
    path = home / "m.gguf"
    path.write_bytes(b"PK\x03\x04" + bytes(100))

    with pytest.raises(ModelDamaged):
        read_header(path)


def test_no_file_and_a_folder_are_missing(home: Path) -> None:
    for path in (home / "없음.gguf", home):
        with pytest.raises(ModelMissing):
            read_header(path)
