"""Hub folder → the folder that the OpenVINO backend opens: compressed graph, tokenizer.json and the small files.

No openvino_tokenizer.xml: the program tokenises with tokenizer.json in every backend, so ids cannot differ, and the
graphs that openvino_tokenizers 2026.4.1 makes of polyglot-ko's tokenizer cannot be opened by GenAI 2026.4.1
("ReadValue contains dead weak ptr").
"""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.engine.backends.telemetry import forbid_telemetry
from core.errors import ModelError
from training.hub_folder import HubFolder
from training.neox import read_shape
from training.neox_graph import build_graph

SCHEMES = ("int4_sym", "int4_asym", "int8_asym", "f16")
_COPIED = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "LICENSE")


def write_openvino(
    folder: HubFolder, out: Path, *, scheme: str, group_size: int, report: Callable[[str], None]
) -> dict[str, str]:
    """Fill the existing folder `out` and return the versions of the libraries that did it.

    `scheme` is one of SCHEMES; `group_size` columns share one scale in the int4 schemes. The embedding and the output
    layer stay at 8 bits in all integer schemes. Raises ModelError when the group size does not divide the layers.
    """
    forbid_telemetry()
    import nncf
    import openvino

    shape = read_shape(folder)
    if scheme.startswith("int4") and (shape.hidden % group_size or shape.inner % group_size):
        raise ModelError(
            "the group size does not divide the width of the layers", expected=shape.hidden, found=group_size
        )
    report(f"graph of {shape.layers} layers, hidden {shape.hidden}, vocabulary {shape.rows}")
    model, arrays = build_graph(folder, shape)
    if scheme != "f16":
        report(f"weights to {scheme}" + (f", groups of {group_size}" if scheme.startswith("int4") else ""))
        logging.getLogger("nncf").setLevel(logging.WARNING)
        model = nncf.compress_weights(model, **_compression(nncf, scheme, group_size))
    report("writing the model")
    openvino.save_model(model, out / "openvino_model.xml", compress_to_fp16=False)
    del model, arrays
    for name in _COPIED:
        if (folder.path / name).is_file():
            shutil.copyfile(folder.path / name, out / name)
    return {"openvino": openvino.__version__, "nncf": nncf.__version__}


def _compression(nncf: Any, scheme: str, group_size: int) -> dict[str, Any]:
    mode = getattr(nncf.CompressWeightsMode, scheme.upper())
    return {"mode": mode} if scheme == "int8_asym" else {"mode": mode, "group_size": group_size, "ratio": 1.0}
