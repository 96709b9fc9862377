"""A PEFT adapter for OpenVINO, checked against the graph before a library sees it.

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
    _places(read_graph(graph), modules, adapter.name)
    data = openvino.Tensor(np.frombuffer(_safetensors(modules), dtype=np.uint8))
    mode = openvino_genai.AdapterConfig.Mode.MODE_STATIC
    return openvino_genai.AdapterConfig(openvino_genai.Adapter(data), 1.0, mode)


def place_adapter(model: Any, adapter: Path) -> None:
    """Add the adapter's products to an `openvino.Model`. Raises AdapterUnsafe, AdapterDamaged, AdapterMismatch."""
    import openvino.opset13 as ops

    modules = read_adapter(adapter)
    for name, node in _places(model, modules, adapter.name).items():
        readers = list(node.output(0).get_target_inputs())
        down = ops.constant(np.ascontiguousarray(modules[name].a, np.float32))
        up = ops.constant(np.ascontiguousarray(modules[name].b * modules[name].scale, np.float32))
        narrow = ops.matmul(node.input_value(0), down, False, True)
        whole = ops.add(node.output(0), ops.matmul(narrow, up, False, True))
        for reader in readers:
            reader.replace_source_output(whole.output(0))


def read_graph(graph: Path) -> Any:
    """The `openvino.Model` of a file. Raises ModelDamaged."""
    import openvino

    try:
        return openvino.Core().read_model(graph)
    except RuntimeError as error:
        raise ModelDamaged("unreadable graph", model=graph.parent.name, file=graph.name) from error


def _places(model: Any, modules: dict[str, LoraModule], adapter: str) -> dict[str, Any]:
    """The matrix product that each module of an adapter stands beside. Raises AdapterMismatch."""
    layers = _linear_layers(model)
    places: dict[str, Any] = {}
    for name, module in modules.items():
        node, expected = next((layers[layer] for layer in layers if f".{name}/" in layer), (None, None))
        found = (module.b.shape[0], module.a.shape[1])
        if expected != found:
            detail = f"shape of {name}" if expected else "unknown module"
            raise AdapterMismatch(detail, adapter=adapter, expected=str(expected), found=str(found))
        places[name] = node
    return places


def _linear_layers(model: Any) -> dict[str, tuple[Any, tuple[int, int]]]:
    """Every matrix product with a constant, and its (out, in), by its name in the graph."""
    layers: dict[str, tuple[Any, tuple[int, int]]] = {}
    for node in model.get_ops():
        if node.get_type_name() == "MatMul" and node.input(1).get_partial_shape().is_static:
            rows, columns = node.input(1).get_shape()
            turned = node.get_attributes()["transpose_b"]
            layers[node.get_friendly_name()] = (node, (rows, columns) if turned else (columns, rows))
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
