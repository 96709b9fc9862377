"""What a model thinks of experts' remarks, read from log probabilities that somebody else asked it for."""

from training.evaluate.measures.measure import Case, Measure


def loss(case: Case) -> tuple[float, float] | None:
    """Nats a token of the expert's reply."""
    found = case.likelihood
    return None if found is None else (-found.true, float(found.tokens))


def preference(case: Case) -> tuple[float, float] | None:
    """Remarks on other answers that are less likely than the true ones; a tie is half."""
    found = case.likelihood
    if found is None:
        return None
    won = sum(1.0 if found.true > foreign else 0.5 if found.true == foreign else 0.0 for foreign in found.foreign)
    return (won, float(len(found.foreign)))


MEASURES = (
    Measure("likelihood.loss", loss, better=-1, unit="nats a token"),
    Measure("likelihood.preference", preference),
)
