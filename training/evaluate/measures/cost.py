"""What a critique costs: seconds, tokens a second, bytes. Means over critiques that report them."""

from training.evaluate.measures.measure import Case, Measure

_COSTS = {
    "total_s": ("s", -1),
    "load_s": ("s", -1),
    "first_token_s": ("s", -1),
    "tokens_per_s": ("tokens a second", 1),
    "prompt_tokens": ("tokens", 0),
    "generated_tokens": ("tokens", 0),
    "peak_bytes": ("bytes", -1),
}


def _measure(name: str, unit: str, better: int) -> Measure:
    def of(case: Case) -> tuple[float, float] | None:
        found = case.critique.costs.get(name)
        return None if found is None else (float(found), 1.0)

    return Measure(f"cost.{name}", of, better=better, unit=unit)


MEASURES = tuple(_measure(name, unit, better) for name, (unit, better) in _COSTS.items())
