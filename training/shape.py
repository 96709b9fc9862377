"""The sizes of a base model, enough to say what training it costs and which of its linear layers an adapter changes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import ModelDamaged, ModelMissing
from core.models.catalog import load_catalog
from training.errors import ArchitectureUnknown

# All linear layers of a block, by their names in transformers. PEFT's own default is the first of them only.
LINEARS = {
    "gpt_neox": ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"),
    "qwen2": ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
}
# Vocabularies of the models in the catalogue, for a plan on a computer that does not have them.
_VOCABULARIES = {"gpt_neox": 30_080, "qwen2": 151_936}


@dataclass(frozen=True, slots=True)
class Shape:
    """`key_value` is the width of keys; `tied` says that the output layer is the embedding."""

    architecture: str
    layers: int
    hidden: int
    inner: int
    key_value: int
    vocabulary: int
    tied: bool

    @property
    def linears(self) -> tuple[tuple[int, int], ...]:
        """(in, out) of the linear layers of one block, in the order of LINEARS."""
        hidden, inner = self.hidden, self.inner
        if self.architecture == "gpt_neox":
            return ((hidden, 3 * hidden), (hidden, hidden), (hidden, inner), (inner, hidden))
        narrow = (hidden, self.key_value)
        return ((hidden, hidden), narrow, narrow, (hidden, hidden), (hidden, inner), (hidden, inner), (inner, hidden))

    @property
    def linear_weights(self) -> int:
        return self.layers * sum(one * other for one, other in self.linears)

    @property
    def embedding_weights(self) -> int:
        return self.vocabulary * self.hidden * (1 if self.tied else 2)

    def adapter_weights(self, rank: int) -> int:
        return self.layers * rank * sum(one + other for one, other in self.linears)


def read_shape(folder: Path) -> Shape:
    """From config.json. Raises ModelMissing, ModelDamaged or ArchitectureUnknown."""
    path = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        architecture = check_architecture(str(config["model_type"]))
        hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        return Shape(
            architecture=architecture,
            layers=int(config["num_hidden_layers"]),
            hidden=hidden,
            inner=int(config["intermediate_size"]),
            key_value=hidden // heads * int(config.get("num_key_value_heads") or heads),
            vocabulary=int(config["vocab_size"]),
            tied=bool(config.get("tie_word_embeddings", architecture == "qwen2")),
        )
    except OSError as error:
        raise ModelMissing("not a model folder: no config.json", model=str(folder)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelDamaged("config.json lacks a size", model=folder.name, file="config.json") from error


def catalogued_shape(repo: str) -> Shape | None:
    """What `resources/models.toml` says of a model whose files are not here; None for one that it does not know."""
    for entry in load_catalog().entries:
        if entry.base_repo == repo and entry.shape is not None and entry.architecture in LINEARS:
            sizes = entry.shape
            vocabulary, tied = _VOCABULARIES[entry.architecture], entry.architecture == "qwen2"
            return Shape(
                entry.architecture, sizes.layers, sizes.hidden, sizes.intermediate, sizes.key_value, vocabulary, tied
            )
    return None


def check_architecture(name: str) -> str:
    """The name itself. Raises ArchitectureUnknown."""
    if name not in LINEARS:
        raise ArchitectureUnknown(architecture=name, known=", ".join(LINEARS))
    return name
