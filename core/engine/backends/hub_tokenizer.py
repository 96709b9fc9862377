"""tokenizer.json of a model folder: the ids of the model's makers, for every backend that has the file."""

import json
from pathlib import Path
from typing import Any

from core.errors import ModelDamaged

END_OF_TEXT = "<|endoftext|>"


class HubTokenizer:
    """Raises ModelDamaged when a file of the folder is absent or no JSON."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._folder = folder
        table = self._json("tokenizer.json")
        if not isinstance(table.get("model"), dict) or "vocab" not in table["model"]:
            raise ModelDamaged("tokenizer.json holds no vocabulary", model=folder.name, file="tokenizer.json")
        self._tokenizer = Tokenizer.from_str(json.dumps(table))
        # A config may name an ordinary token as the end (0 is the default of GPT-NeoX): only control tokens count.
        self._control = {
            added["content"]: int(added["id"]) for added in table.get("added_tokens", ()) if added["special"]
        }
        length = self._json("config.json", optional=True).get("max_position_embeddings")
        self.context_length: int | None = length if isinstance(length, int) else None
        self.end_ids = frozenset(self._ends()) & frozenset(self._control.values())

    def encode(self, text: str) -> list[int]:
        """Control tokens written in the text count as such; nothing is added before or after."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: list[int]) -> str:
        """Without control tokens; U+FFFD stands for bytes that are not yet a character."""
        return str(self._tokenizer.decode(ids, skip_special_tokens=True))

    def control_ids(self, texts: tuple[str, ...]) -> frozenset[int]:
        """Ids of those of `texts` that are control tokens."""
        return frozenset(self._control[text] for text in texts if text in self._control)

    def _ends(self) -> set[int]:
        ends = {self._control[END_OF_TEXT]} if END_OF_TEXT in self._control else set()
        named = self._json("tokenizer_config.json", optional=True).get("eos_token")
        if isinstance(named, dict):
            named = named.get("content")
        if named in self._control:
            ends.add(self._control[named])
        for name in ("config.json", "generation_config.json"):
            value = self._json(name, optional=True).get("eos_token_id")
            ends.update(value if isinstance(value, list) else [value] if isinstance(value, int) else [])
        return ends

    def _json(self, name: str, *, optional: bool = False) -> dict[str, Any]:
        path = self._folder / name
        if optional and not path.is_file():
            return {}
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelDamaged(f"cannot read {name}", model=self._folder.name, file=name) from error
        if not isinstance(value, dict):
            raise ModelDamaged(f"{name} is not an object", model=self._folder.name, file=name)
        return value
