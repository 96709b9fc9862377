"""A config is read whole or refused with the key that is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.config import CONFIG, Config, Precision, Quantisation, parse_config, read_config
from training.errors import ConfigInvalid
from training.presets import preset_names, read_preset

MINIMAL = """
[base]
path = "../base"
repo = "owner/name"
revision = "0123456789abcdef0123456789abcdef01234567"
prompt_format = "plain"

[data]
folder = "../data"
"""


def with_line(table: str, line: str) -> str:
    """The minimal config with one more line in a table."""
    head = f"[{table}]"
    return MINIMAL.replace(head, f"{head}\n{line}") if head in MINIMAL else f"{MINIMAL}{head}\n{line}"


def test_defaults_are_the_recipe() -> None:
    config = parse_config(MINIMAL, "config.toml")

    assert (config.lora.rank, config.lora.alpha, config.lora.dropout) == (16, 32.0, 0.0)
    assert (config.optimizer.epochs, config.optimizer.learning_rate, config.optimizer.grad_norm) == (3, 2e-4, 0.3)
    assert config.base.quantisation is Quantisation.NF4
    assert config.optimizer.precision is Precision.AUTO


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_valid_and_says_what_it_is(name: str) -> None:
    config = parse_config(read_preset(name), name)

    assert config.note
    assert config.machine in {"t4", "cpu"}


def test_presets_are_those_that_were_promised() -> None:
    first = parse_config(read_preset("first-experiment"), "")
    recipe = parse_config(read_preset("polyglot-t4"), "")

    assert preset_names() == ("first-experiment", "polyglot-t4", "starter-cpu")
    assert (first.data.examples, first.optimizer.epochs) == (1000, 500)
    assert recipe.optimizer.epochs == 3
    assert parse_config(read_preset("starter-cpu"), "").base.repo == "Qwen/Qwen2.5-Coder-1.5B-Instruct"


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        (with_line("lora", "ranks = 8"), "lora.ranks", "no such key"),
        (MINIMAL + "[lara]\nrank = 8", "lara", "no such table"),
        ("epochs = 3\n" + MINIMAL, "epochs", "no such table"),
        (with_line("lora", 'rank = "8"'), "lora.rank", "'8' is no int"),
        (with_line("lora", "rank = 8.5"), "lora.rank", "8.5 is no int"),
        (with_line("lora", "rank = true"), "lora.rank", "True is no int"),
        (with_line("lora", "rslora = 1"), "lora.rslora", "1 is no bool"),
        (with_line("lora", "rank = 0"), "lora.rank", "1 to 256"),
        (with_line("lora", "alpha = nan"), "lora.alpha", "nan is no float"),
        (with_line("lora", "dropout = 1.0"), "lora.dropout", "below 1"),
        (with_line("optimizer", "learning_rate = -1e-4"), "optimizer.learning_rate", "more than 0"),
        (with_line("optimizer", 'precision = "int8"'), "optimizer.precision", "fp16"),
        (with_line("base", 'quantisation = "gptq"'), "base.quantisation", "nf4"),
        (with_line("saving", "keep = 0"), "saving.keep", "nothing to resume from"),
        (with_line("batch", "micro_tokens = 1024"), "batch.micro_tokens", "data.context = 2048"),
        (MINIMAL.replace("0123456789abcdef01234567", "main"), "base.revision", "40 hex digits"),
        (MINIMAL.replace("owner/name", "/home/someone/base"), "base.repo", "owner/name"),
        (MINIMAL.replace('path = "../base"', 'path = ""'), "base.path", "folder"),
        (MINIMAL.replace('folder = "../data"', ""), "data.folder", "missing"),
        ("lora = 3\n" + MINIMAL, "lora", "must be a table"),
        ("[base", "config.toml", "Expected"),
    ],
)
def test_what_is_wrong_is_named(text: str, key: str, says: str) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        parse_config(text, "config.toml")

    assert caught.value.context["key"] == key
    assert says in str(caught.value.context["problem"])


def test_an_integer_will_do_where_a_number_is_wanted() -> None:
    assert parse_config(with_line("lora", "alpha = 64"), "").lora.alpha == 64.0


def test_a_folder_without_a_config_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        read_config(tmp_path)
    assert caught.value.context["path"] == str(tmp_path / CONFIG)


def test_the_hash_is_of_what_decides_the_result() -> None:
    config = parse_config(MINIMAL, "")

    moved = replace(config, base=replace(config.base, path="/elsewhere"), saving=replace(config.saving, minutes=1.0))
    other = replace(config, lora=replace(config.lora, rank=8))

    assert isinstance(moved, Config)
    assert moved.hash == config.hash
    assert other.hash != config.hash
