"""Errors of the evaluation, under the tree of `training.errors`."""

from training.errors import TrainingError


class TrainedOnTest(TrainingError):
    """An adapter was trained on what it would be tested with. Context: adapter, met (how many records)."""

    code = "training.test_met"


class SamplesOfOther(TrainingError):
    """A file of samples belongs to another system or other data. Context: path, changed (names)."""

    code = "training.samples"


class SystemUnknown(TrainingError):
    """Context: system, known."""

    code = "training.system"
