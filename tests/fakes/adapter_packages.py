"""Adapter packages for the tiny model of `model_files`, and a hub whose repositories have a history of them."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.model_files import write_adapter
from tests.fakes.stub_hub import Handler, StubHub

HASH = "7" * 64  # of the test answers
ADAPTERS = "someone/tiny-adapters"

# A gate that everything passes, against the base.
MEASURES = {
    "hygiene.parses": (1.0, 0.99, 1.0),
    "hygiene.ends": (0.99, 0.98, 1.0),
    "grounding.raw": (0.91, 0.85, 0.96),
    "grounding.shown_quotes": (1.0, 1.0, 1.0),
    "grounding.shown_figures": (1.0, 1.0, 1.0),
    "specificity.top1": (0.62, 0.51, 0.72),
    "specificity.mrr": (0.71, 0.62, 0.79),
    "coverage.f1": (0.34, 0.28, 0.4),
    "cost.first_token_s": (6.1, 5.9, 6.4),
}
GAPS = {
    "hygiene.parses": (0.4, 0.3, 0.5, 0.0),
    "grounding.raw": (0.31, 0.22, 0.4, 0.0),
    "specificity.top1": (0.2, 0.08, 0.31, 0.001),
    "specificity.mrr": (0.18, 0.07, 0.29, 0.002),
    "coverage.f1": (0.05, -0.01, 0.11, 0.06),
    "cost.first_token_s": (0.1, -0.2, 0.4, 0.7),
}


def write_package(
    folder: Path,
    *,
    alpha: int = 8,
    rows: int = 4,
    evaluated: bool = True,
    evaluation: dict[str, Any] | None = None,
    made_for: tuple[str, str] = ("someone/tiny", "a" * 40),
    **card: Any,
) -> Path:
    """A whole package; `alpha` and `rows` (the rank) make other ones, `card` overrides fields of the card."""
    layer = "base_model.model.gpt_neox.layers.1.attention.query_key_value"
    tensors: dict[str, tuple[int, ...]] = {
        f"{layer}.lora_A.weight": (rows, 8),
        f"{layer}.lora_B.weight": (24, rows),
    }
    config = {"base_model_name_or_path": made_for[0], "revision": made_for[1], "r": rows, "lora_alpha": alpha}
    write_adapter(folder, tensors=tensors, **config)
    weights = hashlib.sha256((folder / "adapter_model.safetensors").read_bytes()).hexdigest()
    facts = {
        "format": 1,
        "name": "tiny-critique",
        "title": "작은 첨삭 어댑터",
        "version": "1",
        "created": "2026-11-28",
        "base": {"repo": made_for[0], "revision": made_for[1], "architecture": "gpt_neox"},
        "lora": {"rank": rows, "alpha": alpha},
        "data": {"records": {"train": 180, "test": 30}, "remarks": 600, "companies": 40},
        "licence": "Apache-2.0",
        "limits": ["합격 여부를 예측하지 못합니다."],
        "weights_sha256": weights,
    }
    _write(folder / "card.json", {**facts, **card})
    if evaluated:
        _write(folder / "eval.json", {**evaluation_of(weights), **(evaluation or {})})
    (folder / "README.md").write_text("# 카드\n", encoding="utf-8")
    (folder / "training-ids.txt").write_text("sha256 0\nsample:1\n", encoding="utf-8")
    return seal(folder)


def evaluation_of(weights: str) -> dict[str, Any]:
    """eval.json of an adapter that passes the gate where there was none before."""
    return {
        "format": 1,
        "form": {"backend": "llama_cpp", "files": {}, "adapter": weights},
        "test": {"name": "samples", "hash": HASH, "answers": 30, "companies": 12, "seeds": 3},
        "measures": {name: dict(zip(("value", "low", "high"), row, strict=True)) for name, row in MEASURES.items()},
        "against": {"base:tiny": gaps()},
        "systems": {"base:tiny": "바탕 모델 그대로"},
        "canaries": {"planted": 5, "emitted": 0},
        "machine": {},
    }


def gaps(**changes: tuple[float, float, float, float]) -> dict[str, dict[str, float]]:
    """Differences to another system; `changes` by measure with an underscore for the dot."""
    rows = {**GAPS, **{name.replace("_", ".", 1): row for name, row in changes.items()}}
    return {name: dict(zip(("value", "low", "high", "below"), row, strict=True)) for name, row in rows.items()}


def seal(folder: Path) -> Path:
    """Write SHA256SUMS over what is in the folder now."""
    names = sorted(each.name for each in folder.iterdir() if each.name != "SHA256SUMS")
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    return folder


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


@dataclass
class AdapterHub(StubHub):
    """A hub with the commits of one repository, the newest first; files of any of them can be had."""

    history: list[tuple[str, str, dict[str, bytes]]] = field(default_factory=list)

    @property
    def handler(self) -> type[Handler]:
        return _Handler

    def commit(self, folder: Path, title: str) -> str:
        """Add the files of a folder as the newest commit; its revision."""
        revision = f"{len(self.history) + 1:040x}"
        self.history.insert(0, (revision, title, {each.name: each.read_bytes() for each in folder.iterdir()}))
        return revision

    def at(self, revision: str) -> dict[str, bytes] | None:
        wanted = self.history[0][0] if revision == "main" and self.history else revision
        return next((files for each, _, files in self.history if each == wanted), None)


class _Handler(Handler):
    """The API that lists, in front of the files themselves."""

    hub: AdapterHub

    def do_GET(self) -> None:  # noqa: N802 — the name that http.server calls
        found = re.fullmatch(rf"/api/models/{ADAPTERS}/(commits|revision|tree)/(\w+)", self.path)
        if found is None:
            self._take_revision()
            return super().do_GET()
        self._note()
        files = self.hub.at(found[2])
        if self._refused():
            return None
        if files is None:
            return self._error(404, "RevisionNotFound")
        if found[1] == "commits":
            dates = range(len(self.hub.history), 0, -1)
            return self._json(
                [
                    {"id": revision, "title": title, "date": f"2026-11-{day:02}T00:00:00.000Z"}
                    for day, (revision, title, _) in zip(dates, self.hub.history, strict=True)
                ]
            )
        if found[1] == "revision":
            newest = self.hub.history[0][0] if found[2] == "main" else found[2]
            return self._json({"sha": newest})
        return self._json([_row(name, data) for name, data in files.items()])

    def _take_revision(self) -> None:
        """Let the plain hub, which knows one revision, serve the one that is asked for."""
        asked = re.search(r"/resolve/([0-9a-f]{40})/", self.path)
        files = self.hub.at(asked[1]) if asked else None
        if asked and files is not None:
            self.hub.revision = asked[1]
            self.hub.files[ADAPTERS] = files


def _row(name: str, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"type": "file", "path": name, "size": len(data), "oid": digest[:40]}
