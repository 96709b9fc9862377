"""Errors of training, under the one tree of `core.errors`.

TrainingError
├── DatasetInvalid        a file that holds no question–answer pairs, or one line of it that is none
├── DatasetTooSmall       not enough pairs, or not enough independent ones, to train and to test honestly
├── DatasetChanged        a file of a data set is not what its manifest says
├── DatasetExists         the folder is taken: a data set is never written over
├── FrozenIdsChanged      the frozen test ids are not what their hash says, or are gone from the corpus
├── PairsTooLong          not one pair fits into the context
├── ConfigInvalid         an experiment's config.toml: unknown key, wrong type, impossible value
├── ArchitectureUnknown   a base model whose linear layers are not known here
├── CannotFit             the plan does not fit the machine; `setting` is the nearest that does
├── ResumeRefused         config, data or order of the data are not those the run began with
├── LossNotFinite         NaN or infinity: the run stopped, and the last checkpoint is good
└── OutOfMemory           the machine had less memory than planned; `setting` is the knob
"""

from core.errors import AppError


class TrainingError(AppError):
    code = "training"


class DatasetInvalid(TrainingError):
    """Context: path, line (from 1; 0 for the whole file), reason ("json", "required", "value", "empty")."""

    code = "training.dataset"


class DatasetTooSmall(TrainingError):
    """Context: found and required (pairs, or groups of pairs that have nothing in common), and reason."""

    code = "training.dataset_small"


class DatasetChanged(TrainingError):
    """Context: path."""

    code = "training.dataset_changed"


class DatasetExists(TrainingError):
    """Context: path."""

    code = "training.dataset_exists"


class FrozenIdsChanged(TrainingError):
    """Context: path, and missing (how many of the frozen ids are not in the corpus)."""

    code = "training.test_set"


class PairsTooLong(TrainingError):
    """Context: pairs, and context (tokens)."""

    code = "training.too_long"


class ConfigInvalid(TrainingError):
    """Context: path, key ("lora.rank"), and problem (English, with the value and what was expected)."""

    code = "training.config"


class ArchitectureUnknown(TrainingError):
    """Context: architecture, known."""

    code = "training.architecture"


class CannotFit(TrainingError):
    """Context: reason ("ram" or "gpu"), needed and available in bytes, setting (what to write into config.toml)."""

    code = "training.cannot_fit"


class ResumeRefused(TrainingError):
    """Context: path, and changed (names, such as "config, data")."""

    code = "training.resume"


class LossNotFinite(TrainingError):
    """Context: step, records (ids of the micro-batch, or "adapter" when the weights themselves are not finite)."""

    code = "training.not_finite"


class OutOfMemory(TrainingError):
    """Context: step, tokens (of the micro-batch), and setting (the knob)."""

    code = "training.memory"
