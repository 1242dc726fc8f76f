"""What a number of cases can show."""

__all__ = ["zero_event_bound"]


def zero_event_bound(cases: int, confidence: float = 0.95) -> float:
    """Return the largest rate that seeing no event in ``cases`` cases still allows.

    The exact one-sided bound: 13.9 % at 20 cases, 1.0 % at 300.

    Raises:
        ValueError: Fewer than one case, or a confidence outside (0, 1).

    Source: Clopper and Pearson 1934, for zero events.
    """
    if cases < 1 or not 0 < confidence < 1:
        raise ValueError("needs at least one case and a confidence between 0 and 1")
    return float(1 - (1 - confidence) ** (1 / cases))
