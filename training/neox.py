"""The shape of a GPT-NeoX model, read from config.json in either of transformers' spellings."""

from dataclasses import dataclass
from typing import Any

from core.errors import ModelDamaged, ModelError
from training.hub_folder import Array, HubFolder


@dataclass(frozen=True, slots=True)
class NeoxShape:
    """`rotary` of the `head` dimensions of each head are rotated."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    context: int
    rotary: int
    theta: float
    epsilon: float
    parallel: bool

    @property
    def head(self) -> int:
        return self.hidden // self.heads


def read_shape(folder: HubFolder) -> NeoxShape:
    """Raises ModelError for another architecture or an activation that the converters do not write."""
    config = folder.config
    if config.get("model_type") != "gpt_neox":
        found = str(config.get("model_type", "none"))
        raise ModelError(
            "only GPT-NeoX (polyglot-ko) folders are converted",
            model=str(folder.path),
            expected="gpt_neox",
            found=found,
        )
    # "gelu_fast" and "gelu_new" are the tanh approximation; polyglot-ko uses the exact one.
    if config.get("hidden_act", "gelu") != "gelu":
        raise ModelError("only the exact GELU is converted", model=str(folder.path), found=str(config["hidden_act"]))
    rope: dict[str, Any] = config.get("rope_parameters") or config.get("rope_scaling") or {}
    if rope.get("rope_type", "default") != "default":
        raise ModelError("scaled rotary embeddings are not converted", model=str(folder.path))
    try:
        hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
        fraction = rope.get("partial_rotary_factor", config.get("rotary_pct", 0.25))
        return NeoxShape(
            hidden=hidden,
            layers=int(config["num_hidden_layers"]),
            heads=heads,
            inner=int(config["intermediate_size"]),
            rows=int(config["vocab_size"]),
            context=int(config["max_position_embeddings"]),
            rotary=int(hidden // heads * float(fraction)),
            theta=float(rope.get("rope_theta", config.get("rotary_emb_base", 10000))),
            epsilon=float(config.get("layer_norm_eps", 1e-5)),
            parallel=bool(config.get("use_parallel_residual", True)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ModelDamaged("config.json lacks a size", model=str(folder.path), file="config.json") from error


def output_rows(folder: HubFolder, shape: NeoxShape) -> Array:
    """The output layer under its old name, its new name, or tied to the embedding."""
    size = (shape.rows, shape.hidden)
    for name in ("embed_out.weight", "lm_head.weight"):
        if name in folder:
            return folder.tensor(name, size)
    return folder.tensor("gpt_neox.embed_in.weight", size)
