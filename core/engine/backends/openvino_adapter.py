"""A PEFT adapter for OpenVINO GenAI, checked against the graph before the library sees it.

GenAI finds the place of each pair of matrices by name, prints a warning for a pair it finds no place for, and goes
on. Here such a pair is an error.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.engine.peft import LoraModule, read_adapter
from core.errors import AdapterMismatch, ModelDamaged


def adapter_config(graph: Path, adapter: Path) -> Any:
    """An `openvino_genai.AdapterConfig` in static mode: the adapter cannot be changed, and costs no second copy.

    PEFT's scale, which may differ by module, is multiplied into B, so GenAI's own factor is 1.
    Raises AdapterUnsafe, AdapterDamaged, AdapterMismatch, and ModelDamaged for the graph.
    """
    import openvino
    import openvino_genai

    modules = read_adapter(adapter)
    widths = _linear_layers(graph)
    for name, module in modules.items():
        expected = next((shape for layer, shape in widths.items() if f".{name}/" in layer), None)
        found = (module.b.shape[0], module.a.shape[1])
        if expected != found:
            detail = f"shape of {name}" if expected else "unknown module"
            raise AdapterMismatch(detail, adapter=adapter.name, expected=str(expected), found=str(found))
    data = openvino.Tensor(np.frombuffer(_safetensors(modules), dtype=np.uint8))
    mode = openvino_genai.AdapterConfig.Mode.MODE_STATIC
    return openvino_genai.AdapterConfig(openvino_genai.Adapter(data), 1.0, mode)


def _linear_layers(graph: Path) -> dict[str, tuple[int, int]]:
    """(out, in) of every matrix product with a constant, by its name in the graph."""
    import openvino

    try:
        model = openvino.Core().read_model(graph)
    except RuntimeError as error:
        raise ModelDamaged("unreadable graph", model=graph.parent.name, file=graph.name) from error
    layers: dict[str, tuple[int, int]] = {}
    for node in model.get_ops():
        if node.get_type_name() == "MatMul" and node.input(1).get_partial_shape().is_static:
            rows, columns = node.input(1).get_shape()
            turned = node.get_attributes()["transpose_b"]
            layers[node.get_friendly_name()] = (rows, columns) if turned else (columns, rows)
    return layers


def _safetensors(modules: dict[str, LoraModule]) -> bytes:
    """The modules as a safetensors file in memory, float32."""
    header: dict[str, Any] = {}
    parts: list[bytes] = []
    end = 0
    for name, module in modules.items():
        for side, matrix in (("A", module.a), ("B", module.b * np.float32(module.scale))):
            parts.append(np.ascontiguousarray(matrix).tobytes())
            start, end = end, end + len(parts[-1])
            key = f"base_model.model.{name}.lora_{side}.weight"
            header[key] = {"dtype": "F32", "shape": list(matrix.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(parts)
