"""What the machine of a run has: memory and arithmetic. Named ones are known, this one is measured."""

import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from training.config import Precision

_GIB = 1 << 30
_SIDE = 1024


@dataclass(frozen=True, slots=True)
class Machine:
    """Bytes that a run may use, and floating-point operations a second that training reaches. No GPU: `gpu` is 0."""

    name: str
    ram: int
    gpu: int
    flops: float


# Free Colab: 12 GB of RAM; 14.6 GiB of the card's memory can be used; 16 TFLOP/s is a good figure in fp16.
KNOWN = {"t4": Machine("t4", ram=12_000_000_000, gpu=int(14.6 * _GIB), flops=16e12)}
# Of the speed of plain multiplication. On two busy cores steps of a few layers reached 0.3 to 0.8 of it in fp32; whole
# runs of the starters in bf16 0.4 to 0.6.
_CPU_SHARE = 0.5
_GPU_SHARE = 0.4


def machine(name: str, precision: Precision = Precision.AUTO) -> Machine:
    """One that is known, "cpu" for this computer's processor, "auto" for its GPU where there is one."""
    if name in KNOWN:
        return KNOWN[name]
    return (this_gpu() if name == "auto" else None) or this_cpu(precision)


def this_cpu(precision: Precision = Precision.AUTO) -> Machine:
    """Measured in what it would train in: bf16 is several times as fast where a processor has it."""
    memory = psutil.virtual_memory()
    speed = _multiplications_bf16() if precision is Precision.BF16 else None
    return Machine("cpu", ram=int(memory.available), gpu=0, flops=_CPU_SHARE * (speed or _multiplications()))


def this_gpu() -> Machine | None:
    """Measured by a multiplication in the precision that it would train in; None without a GPU or without torch."""
    try:
        import torch
    except ImportError:
        return None
    if not torch.cuda.is_available():
        return None
    free, _ = torch.cuda.mem_get_info()
    wide = torch.cuda.is_bf16_supported(including_emulation=False)
    matrix = torch.ones(4096, 4096, device="cuda", dtype=torch.bfloat16 if wide else torch.float16)
    best = 0.0
    for _ in range(5):
        torch.cuda.synchronize()
        started = time.perf_counter()
        for _ in range(10):
            matrix @ matrix
        torch.cuda.synchronize()
        best = max(best, 10 * 2 * 4096**3 / (time.perf_counter() - started))
    name = torch.cuda.get_device_name()
    return Machine(name, ram=int(psutil.virtual_memory().available), gpu=int(free), flops=_GPU_SHARE * best)


def _multiplications() -> float:
    """FLOP/s of a product of two matrices as large as a layer's, in fp32."""
    return _fastest(np.ones((_SIDE, _SIDE), np.float32))


def _multiplications_bf16() -> float | None:
    """The same in bf16; None without torch."""
    try:
        import torch
    except ImportError:
        return None
    return _fastest(torch.ones(_SIDE, _SIDE, dtype=torch.bfloat16))


def _fastest(matrix: Any) -> float:
    best = 0.0
    for _ in range(5):
        started = time.perf_counter()
        matrix @ matrix
        best = max(best, 2 * _SIDE**3 / (time.perf_counter() - started))
    return best


def peak_memory() -> int:
    """The most memory this process had in RAM, in bytes."""
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    if sys.platform == "linux":
        # getrusage counts what the parent held when it started this process.
        found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
        if found is not None:
            return 1024 * int(found[1])
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
