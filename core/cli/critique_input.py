"""What the options of `critique` name: a text, a model, an adapter."""

import argparse
import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from core import paths, settings
from core.checks.context import CheckContext
from core.counting import Limit
from core.critique import pipeline
from core.critique.expert import ExpertJob, prepare_expert
from core.critique.pipeline import Job
from core.engine.hardware import survey
from core.errors import FileTooLarge, ModelMissing
from core.models import adapter_promotion, adapters
from core.models.adapters import AdapterInfo
from core.models.catalog import ModelEntry, load_catalog
from core.models.fit import first_choice
from core.models.store import find_entry, installed, user_entries
from core.models.user_model import gguf_entry
from core.text import MAX_FILE_BYTES, decode, read_text_file


class NoModel(ModelMissing):
    """Nobody asked for a certain model, and none is installed."""


def read_expert_job(args: argparse.Namespace) -> ExpertJob:
    """A critique without a model. Raises AppError when the text cannot be read."""
    text = _text(args)
    return prepare_expert(CheckContext(text.answer, text.question, Limit(text.limit), text.company, text.role))


def read_job(args: argparse.Namespace) -> Job:
    """Everything about the critique that was asked for. Raises NoModel, and AppError when it cannot be."""
    kept, _ = settings.load()
    text = _text(args)
    model = _model(args.model or kept.model_id)
    job = pipeline.prepare(
        text.question,
        text.answer,
        Limit(text.limit),
        model.entry,
        _adapter(args, kept.adapter_id, model.entry),
        settings=kept,
        hardware=survey(),
        company=text.company,
        role=text.role,
        path=model.path,
    )
    return pipeline.guided(job) if kept.guided and not args.free else job


@dataclass(frozen=True, slots=True)
class _Text:
    question: str
    answer: str
    limit: int | None
    company: str
    role: str


def _text(args: argparse.Namespace) -> _Text:
    """What is to be judged; the options win over the facts of the sample."""
    if not args.sample:
        answer = _stdin() if args.file == "-" else read_text_file(Path(args.file).expanduser())
        return _Text(args.question, answer.strip("\n"), args.limit, args.company, args.role)
    folder = paths.resources_dir() / "samples"
    facts = tomllib.loads((folder / "question.toml").read_text(encoding="utf-8"))
    return _Text(
        args.question or facts["question"],
        read_text_file(folder / "answer.txt").strip(),
        args.limit or facts["limit"],
        args.company or facts["company"],
        args.role or facts["role"],
    )


def _stdin() -> str:
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileTooLarge(path="-", limit=MAX_FILE_BYTES)
    return decode(data, "-")


@dataclass(frozen=True, slots=True)
class _Model:
    """`path` is set for a file outside the store."""

    entry: ModelEntry
    path: str | None = None


def _model(wanted: str | None) -> _Model:
    """A model by id or by the path of a GGUF file; without a wish the first that is here."""
    if wanted and wanted.lower().endswith(".gguf"):
        path = Path(wanted).expanduser()
        if not path.is_file():
            raise ModelMissing("no such file", model=wanted)
        return _Model(gguf_entry(path, f"file:{path.name}", path.stat().st_size), str(path.resolve()))
    catalog = load_catalog()
    if wanted:
        entry = find_entry(wanted, catalog)
        if installed(entry) is None:
            entry.require_pinned()  # says why it cannot be had; otherwise it can be downloaded
        return _Model(entry)
    for entry in (*catalog.entries, *user_entries()):
        if not entry.maintainer_only and installed(entry) is not None:
            return _Model(entry)
    first = first_choice(catalog.entries, survey())
    raise NoModel("none installed", model=first.id if first else "")


def _adapter(args: argparse.Namespace, kept: str, entry: ModelEntry) -> AdapterInfo | None:
    """The one that was named, by folder or name; else what the user chose or the program offers for this model."""
    if args.no_adapter:
        return None
    if args.adapter:
        path = Path(args.adapter).expanduser()
        if path.exists() or os.sep in args.adapter:
            return adapters.inspect(path, entry)
        info: AdapterInfo | None = adapters.find(args.adapter, entry.id)
    else:
        info = adapter_promotion.chosen_adapter(kept if args.model is None else "", entry.id)
    if info is not None:
        adapters.inspect(info.path, entry)  # every byte, as a model's own check does not
    return info
