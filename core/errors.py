"""Every error that a user can meet, as one tree.

AppError
├── SettingsError
├── InputError            FileMissing, FileTooLarge, UnreadableFile, BinaryFile, PacketInvalid
├── FileNotWritten
├── StorageError          DatabaseBusy, DatabaseTooNew, DatabaseDamaged, DiskFull, NoRoomForModel,
│                         RecordMissing, BackupInvalid
├── ModelError            ModelMissing, ModelDamaged, ModelUnpinned, ModelBusy, NotEnoughMemory, DownloadFailed,
│                         CatalogError, AdapterMissing, AdapterDamaged, AdapterMismatch, AdapterUnsafe,
│                         AdapterUnsupported, AdapterSourceFailed, AdapterKept, GateNotPassed, NothingEarlier
├── EngineError           EngineCrashed (EngineOutOfMemory), EngineStalled, ProtocolError, BackendMissing
├── LanguageError         LanguageCrashed
└── CritiqueError         AnswerEmpty, AnswerTooLong

`code` is stable: logs, the engine protocol and `resources/messages.toml` (the sentences users read) key on it.
`str()` is English and for logs; it never holds what a user wrote. Anything that is not an AppError is a bug.
"""

from typing import ClassVar

Context = str | int | float


class AppError(Exception):
    """A failure with a stable code and the facts needed to explain it."""

    code: ClassVar[str] = "app"

    def __init__(self, detail: str = "", **context: Context) -> None:
        self.detail = detail
        self.context = context
        super().__init__(detail)

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.context.items())
        return " ".join(part for part in (f"[{self.code}]", self.detail, f"({facts})" if facts else "") if part)


class SettingsError(AppError):
    code = "settings"


class InputError(AppError):
    code = "input"


class FileMissing(InputError):
    """Not there, a folder, or not ours to read; the system's reason is the detail. Context: path."""

    code = "input.missing"


class FileTooLarge(InputError):
    """Context: path, and limit in bytes."""

    code = "input.too_large"


class UnreadableFile(InputError):
    """Neither UTF-8 (with or without BOM), UTF-16 with BOM nor CP949. Context: path."""

    code = "input.unreadable"


class BinaryFile(InputError):
    """Not a text file. Context: path."""

    code = "input.binary"


class PacketInvalid(InputError):
    """Not the ratings of a rater ("form"), or of another comparison ("other"); not planned pairs ("pairs"), or such as
    are there already ("again", with the title they are there under). Context: reason, title."""

    code = "input.packet"


class FileNotWritten(AppError):
    """What was to be saved as a file of the user's choice; an earlier file there is as it was. Context: path, and
    reason "full" when there was no space."""

    code = "output"


class StorageError(AppError):
    code = "storage"


class DatabaseBusy(StorageError):
    code = "storage.busy"


class DatabaseTooNew(StorageError):
    """Written by a newer program: never opened for writing, never migrated. Context: path."""

    code = "storage.too_new"


class DatabaseDamaged(StorageError):
    """Context: path, and kept (the path of the untouched copy) when one was made."""

    code = "storage.damaged"


class DiskFull(StorageError):
    code = "storage.disk_full"


class NoRoomForModel(DiskFull):
    """Context: needed and free, in bytes."""

    code = "storage.disk_full.model"


class RecordMissing(StorageError):
    """Deleted for good, or never there. Context: kind (the table)."""

    code = "storage.missing"


class BackupInvalid(StorageError):
    """Not a backup of this program, or not whole; nothing was changed. Context: path."""

    code = "storage.backup"


class ModelError(AppError):
    code = "model"


class ModelMissing(ModelError):
    """Context: model (id or path)."""

    code = "model.missing"


class ModelDamaged(ModelError):
    """Context: model, file, and expected/found when a size or hash differs."""

    code = "model.damaged"


class ModelUnpinned(ModelError):
    """The catalogue has no SHA-256 for a file, so it is not fetched. Context: model, file."""

    code = "model.unpinned"


class NotEnoughMemory(ModelError):
    """Context: needed and available, in bytes."""

    code = "model.memory"


class ModelBusy(ModelError):
    """Another process is downloading or importing this model. Context: model."""

    code = "model.busy"


class CatalogError(ModelError):
    """`resources/models.toml` is not as it must be. Context: entry, field."""

    code = "model.catalog"


class DownloadFailed(ModelError):
    """Context: model, and reasons ("hub: http_503; registry: no_pip": each source with a stable word)."""

    code = "model.download"


class AdapterMissing(ModelError):
    """No adapter of this name, or a folder that holds none. Context: adapter; with the reason "model" also models."""

    code = "adapter.missing"


class AdapterDamaged(ModelError):
    """Context: adapter, file."""

    code = "adapter.damaged"


class AdapterMismatch(ModelError):
    """The adapter belongs to another base. Context: adapter, expected, found."""

    code = "adapter.mismatch"


class AdapterUnsafe(ModelError):
    """A pickle file: refused unread, because opening one can run code. Context: adapter."""

    code = "adapter.unsafe"


class AdapterUnsupported(ModelError):
    """No plain LoRA, or one for a kind of model that the engine cannot adapt. Context: adapter, kind."""

    code = "adapter.unsupported"


class AdapterSourceFailed(ModelError):
    """A place that adapters are fetched from gave none. Context: source, and reason ("address", "unreachable",
    "token", "token_refused", "missing", "revision", "no_package", "no_zip")."""

    code = "adapter.source"


class AdapterKept(ModelError):
    """An adapter that ships with the program cannot be removed. Context: adapter."""

    code = "adapter.kept"


class GateNotPassed(ModelError):
    """The release gate has conditions that are not met, and no reason was given to go on. Context: adapter, failed."""

    code = "adapter.gate"


class NothingEarlier(ModelError):
    """No adapter was promoted before the present one. Context: model."""

    code = "adapter.earlier"


class EngineError(AppError):
    code = "engine"


class EngineCrashed(EngineError):
    """Context: exit_code, or signal (positive number) on POSIX."""

    code = "engine.crashed"


class EngineOutOfMemory(EngineCrashed):
    """Killed from outside by signal 9, which a system short of memory does. Context: signal."""

    code = "engine.crashed.memory"


class EngineStalled(EngineError):
    """Context: seconds without any sign of progress."""

    code = "engine.stalled"


class ProtocolError(EngineError):
    code = "engine.protocol"


class BackendMissing(EngineError):
    """A library that the chosen backend needs is not installed. Context: backend, package."""

    code = "engine.backend_missing"


class LanguageError(AppError):
    """The process that proofreads and finds evidence."""

    code = "language"


class LanguageCrashed(LanguageError):
    """Context: exit_code."""

    code = "language.crashed"


class CritiqueError(AppError):
    code = "critique"


class AnswerEmpty(CritiqueError):
    code = "critique.empty"


class AnswerTooLong(CritiqueError):
    """Context: tokens, available, and over (how many characters to cut, about)."""

    code = "critique.too_long"


def by_code(code: str) -> type[AppError]:
    """The class of a code that crossed the process boundary; the nearest known ancestor when it is unknown."""
    known = _by_own_code(AppError)
    while code not in known:
        code, dot, _ = code.rpartition(".")
        if not dot:
            return AppError
    return known[code]


def _by_own_code(error: type[AppError]) -> dict[str, type[AppError]]:
    # A subclass without a code of its own is an inner matter of the module that has it.
    found = {error.code: error} if "code" in vars(error) else {}
    for child in error.__subclasses__():
        found |= _by_own_code(child)
    return found
