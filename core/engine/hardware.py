"""What this computer has, asked without torch: memory, cores, instruction sets, accelerators."""

import ctypes
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

_ASK_SECONDS = 5.0
# What the system and the window need beside the engine, in bytes.
_RESERVE = 512 * 1024 * 1024
# winnt.h: PF_AVX2_INSTRUCTIONS_AVAILABLE, PF_AVX512F_INSTRUCTIONS_AVAILABLE
_WINDOWS_FEATURES = {"avx2": 40, "avx512f": 41}
_INTERESTING = frozenset({"avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "fma", "neon"})


@dataclass(frozen=True, slots=True)
class Gpu:
    """`kind` is "cuda" or "metal"; memory in bytes, shared with the processor for Metal."""

    kind: str
    name: str
    memory: int


@dataclass(frozen=True, slots=True)
class Hardware:
    """Memory in bytes. `cpu_features` has names as /proc/cpuinfo writes them, only those that matter here."""

    physical_cores: int
    total_memory: int
    available_memory: int
    cpu_features: frozenset[str]
    gpus: tuple[Gpu, ...]


def survey() -> Hardware:
    """Look at this computer. Takes up to some seconds where an NVIDIA driver has to be asked."""
    memory = psutil.virtual_memory()
    return Hardware(
        physical_cores=_cores(),
        total_memory=memory.total,
        available_memory=memory.available,
        cpu_features=_cpu_features(),
        gpus=_nvidia() + _apple(memory.total),
    )


def threads_for(hardware: Hardware) -> int:
    """Threads to compute with: all physical cores, but one for the window when there are more than two."""
    return hardware.physical_cores - 1 if hardware.physical_cores > 2 else max(1, hardware.physical_cores)


def default_threads() -> int:
    """`threads_for` this computer, without asking for anything else."""
    return threads_for(Hardware(_cores(), 0, 0, frozenset(), ()))


def fits(needed_bytes: int, hardware: Hardware) -> bool:
    """Whether a model that needs so much can be opened now without pushing the system into swapping."""
    return needed_bytes + _RESERVE <= hardware.available_memory


def _cores() -> int:
    """Physical cores that this process may use; never more than the processors it is confined to."""
    physical = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    if sys.platform == "darwin":
        return physical
    return max(1, min(physical, len(psutil.Process().cpu_affinity() or [0])))


def _cpu_features() -> frozenset[str]:
    if sys.platform == "win32":
        present = ctypes.windll.kernel32.IsProcessorFeaturePresent
        return frozenset(name for name, number in _WINDOWS_FEATURES.items() if present(number))
    if sys.platform == "darwin":
        if platform.machine() == "arm64":
            return frozenset({"neon"})
        names = _output("sysctl", "-n", "machdep.cpu.features", "machdep.cpu.leaf7_features")
        return frozenset(names.lower().split()) & _INTERESTING
    return parse_cpuinfo(_text(Path("/proc/cpuinfo")))


def parse_cpuinfo(text: str) -> frozenset[str]:
    """The features that matter from the text of /proc/cpuinfo, which calls them flags (x86) or Features (ARM)."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip() in {"flags", "Features"}:
            found = set(value.split())
            return frozenset(found | {"neon"} if "asimd" in found else found) & _INTERESTING
    return frozenset()


def parse_nvidia_smi(text: str) -> tuple[Gpu, ...]:
    """Lines of `name, memory in MiB`; a line of another form is a message and no GPU."""
    gpus = []
    for line in text.splitlines():
        name, _, memory = line.rpartition(",")
        if name and memory.strip().isdecimal():
            gpus.append(Gpu("cuda", name.strip(), int(memory) * 1024 * 1024))
    return tuple(gpus)


def _nvidia() -> tuple[Gpu, ...]:
    return parse_nvidia_smi(_output("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"))


def _apple(memory: int) -> tuple[Gpu, ...]:
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return (Gpu("metal", platform.processor() or "Apple", memory),) if apple else ()


def _output(program: str, *arguments: str) -> str:
    """What a program of the system prints; nothing when it is absent, fails or does not come back."""
    path = shutil.which(program)
    if path is None:
        return ""
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            [path, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASK_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            creationflags=flags,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
