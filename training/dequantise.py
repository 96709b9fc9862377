"""`python -m training dequantise`: a GGUF file → the hub folder that training opens, with the very weights it holds.

An adapter that is trained on these and then placed on the file meets no other rounding than the one it learned with.
Both kinds of matrix products round otherwise, so what a model says differs in the third digit.
"""

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from core.engine.backends.hub_weights import forbid_hub
from core.errors import ModelDamaged
from core.gguf_header import read_header
from training.errors import ArchitectureUnknown
from training.hub_folder import sha256
from training.whole_folder import whole_folder

MANIFEST = "dequantised.json"
_KNOWN = ("qwen2",)  # transformers reads no GPT-NeoX from GGUF, and its weights are on the hub anyway
# A weight takes two bytes in the folder and, of the kinds of quantisation in use, at least this many in the file.
_LEAST = 0.56
_TOKENIZER = 32_000_000


def dequantise(source: Path, out: Path, report: Callable[[str], None]) -> Path:
    """Make the new folder `out`: config.json, tokenizer.json, model.safetensors in fp16, and what they came from.

    Needs some six bytes of memory a weight. Raises ModelMissing, ModelDamaged (not a whole GGUF file),
    ArchitectureUnknown, ModelError (`out` in use) and DiskFull. Nothing is left behind by a failure.
    """
    if (architecture := read_header(source).architecture) not in _KNOWN:
        raise ArchitectureUnknown(architecture=architecture, known=", ".join(_KNOWN))
    report(f"reading {source.stat().st_size / 1e6:,.0f} MB of weights")
    with whole_folder(out, int(2 / _LEAST * source.stat().st_size) + _TOKENIZER) as unfinished:
        _write(source, unfinished)
        told = {
            "source": {"name": source.name, "size": source.stat().st_size, "sha256": sha256(source)},
            "versions": {name: version(name) for name in ("transformers", "gguf", "torch")},
        }
        (unfinished / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    report(f"done: {out}")
    return out


def _write(source: Path, out: Path) -> None:
    forbid_hub()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    folder, file = str(source.resolve().parent), source.name
    try:
        model = AutoModelForCausalLM.from_pretrained(
            folder, gguf_file=file, dtype=torch.float16, quantization_config=GgufConfig(dequantize=True)
        )
        tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=file)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ModelDamaged(str(error).splitlines()[0][:200], model=source.stem, file=source.name) from error
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
