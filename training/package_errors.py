"""Errors of exporting and publishing adapters, under the tree of `training.errors`."""

from training.errors import TrainingError


class ExportRefused(TrainingError):
    """An experiment of which no package is made; nothing was written.

    Context: path, and reason: "unfinished", "changed" (with changed: names), "base" (with found), "overflow" or
    "not_finite" (with tensor), "name" (with problem), or "exists".
    """

    code = "training.export"


class EvaluationRefused(TrainingError):
    """Results that say nothing of this package. Context: path, system, and reason.

    "missing", "which" (several may be meant), "adapter" (of other weights), "prompt" (of another wording), "unpinned"
    (of a model that is no file of the catalogue), "training_unknown", "stale" (samples were added since).
    """

    code = "training.evaluation"


class PackageInvalid(TrainingError):
    """Not a package, or not as it was made.

    Context: path, file, and reason: "missing", "unknown", "changed" (SHA-256), "facts" (a file contradicts another or
    lacks something), "card" (README.md is not what the facts give), "private" (with found).
    """

    code = "training.package"


class PublishFailed(TrainingError):
    """Nothing was published, but for "damaged". Context: target, and reason.

    "target", "exists", "name", "no_token", "token", "no_connection", "base" (the base's revision is gone), "revision",
    "visibility", "foreign" (with found), "moved", "damaged" (the commit is there and wrong), "server" (with status).
    """

    code = "training.publish"
