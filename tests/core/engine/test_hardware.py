"""What the computer has, and what follows from it."""

import shutil
from dataclasses import replace

import psutil
import pytest

from core.engine.hardware import Gpu, Hardware, fits, parse_cpuinfo, parse_nvidia_smi, survey, threads_for

GIB = 1024**3
LAPTOP = Hardware(4, 16 * GIB, 8 * GIB, frozenset({"avx2"}), ())


def test_this_computer_is_described() -> None:
    found = survey()

    assert 1 <= found.physical_cores <= (psutil.cpu_count() or 1)
    assert 0 < found.available_memory <= found.total_memory


@pytest.mark.parametrize(("cores", "threads"), [(0, 1), (1, 1), (2, 2), (3, 2), (8, 7)])
def test_the_window_keeps_a_core_when_there_are_more_than_two(cores: int, threads: int) -> None:
    assert threads_for(replace(LAPTOP, physical_cores=cores)) == threads


def test_a_model_fits_with_room_for_the_window() -> None:
    assert fits(7 * GIB, LAPTOP)
    assert not fits(8 * GIB, LAPTOP)


def test_features_are_read_from_the_text_of_linux() -> None:
    assert parse_cpuinfo("processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni fma\n") == {
        "avx2",
        "avx512f",
        "avx512_vnni",
        "fma",
    }
    assert parse_cpuinfo("Features\t: fp asimd crc32\n") == {"neon"}
    assert parse_cpuinfo("") == frozenset()


def test_nvidia_cards_are_read_and_messages_are_not() -> None:
    assert parse_nvidia_smi("NVIDIA GeForce RTX 4060, 8188\nA, B, 24564\n") == (
        Gpu("cuda", "NVIDIA GeForce RTX 4060", 8188 * 1024 * 1024),
        Gpu("cuda", "A, B", 24564 * 1024 * 1024),
    )
    assert parse_nvidia_smi("NVIDIA-SMI has failed, because the driver is not loaded.\n[N/A]\n") == ()


def test_a_driver_that_does_not_answer_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/no/such/program")

    assert survey().gpus == ()
