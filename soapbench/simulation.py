"""How often a verdict is wrong, on studies whose truth is known.

Each study draws cases whose difference is one plus the effect of the case plus the noise of its
repeats, in shapes that scores of notes take, and is judged as `compare` judges it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, get_args

from soapbench.verdict import Result, result_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["SHAPES", "error_rates"]

Shape = Literal["few gain much", "few lose much", "mostly tied", "counts", "all or nothing"]
SHAPES: tuple[Shape, ...] = get_args(Shape)
"""How differences are spread: with a long tail up or down; two in three cases the same; shares of
nine elements; and cases that hold an element or do not."""

_REPEATS = 3
_LARGEST = 0.1
"""A larger drop would leave [0, 1] in some shapes."""


def error_rates(
    cases: Sequence[int] = (16, 32, 64, 128),
    shapes: Sequence[Shape] = SHAPES,
    *,
    margin: float = 0.05,
    studies: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how often intervals and verdicts are right, per shape and number of cases.

    Returns:
        ``coverage``, the share of 95 % intervals that hold the true difference, over studies in
        which nothing changed and over studies with a drop as large as the margin; ``false better``,
        of the former, the share judged `better`; ``false no worse``, of the latter, the share
        judged `no worse` or `better`. The standard error of a share is at most
        ``0.5 / sqrt(studies)``, and 0.005 at 0.95 with 2,000.

    Raises:
        ValueError: A margin that is not above 0 and at most 0.1.
    """
    import numpy as np
    import pandas as pd

    if not 0 < margin <= _LARGEST:
        raise ValueError(f"margin {margin}: these shapes take one above 0 and at most {_LARGEST}")
    rows = {}
    for shape in shapes:
        for n in cases:
            rng = np.random.default_rng([seed, SHAPES.index(shape), n])
            same, drop = (
                _judged(shape, n, shift, margin, studies, rng) for shift in (0.0, -margin)
            )
            held = [r.estimate.low <= 0 <= r.estimate.high for r in same]
            held += [r.estimate.low <= -margin <= r.estimate.high for r in drop]
            rows[shape, n] = {
                "coverage": np.mean(held),
                "false better": np.mean([r.verdict == "better" for r in same]),
                "false no worse": np.mean([r.verdict in ("better", "no worse") for r in drop]),
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["differences", "cases"])


def _judged(
    shape: Shape, cases: int, shift: float, margin: float, studies: int, rng: np.random.Generator
) -> list[Result]:
    """Return what studies of one kind amount to."""
    drawn = (_study(shape, cases, shift, rng) for _ in range(studies))
    return [result_of("score", before, after, margin) for before, after in drawn]


def _study(
    shape: Shape, cases: int, shift: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the means of a study's cases under both templates; ``shift`` is the true change."""
    import numpy as np

    if shape == "all or nothing":
        # One case in five changes; a shift moves changes from one direction to the other.
        share = rng.random(cases)
        before = (rng.random(cases) < 0.7).astype(float)
        after = before.copy()
        fixed = share < 0.1 + shift / 2
        broken = (share >= 0.1 + shift / 2) & (share < 0.2)
        before[fixed], after[fixed] = 0.0, 1.0
        before[broken], after[broken] = 1.0, 0.0
        return before, after
    size = (cases, 1)
    if shape == "mostly tied":
        moved = rng.choice([-2, -1, 0, 1, 2], p=[0.05, 0.12, 0.66, 0.12, 0.05], size=size)
        moved = moved + np.sign(shift) * (rng.random(size) < abs(shift) * 9)
        before = rng.integers(3, 7, size) / 9
        return before.mean(axis=1), (before + moved / 9).mean(axis=1)
    if shape == "counts":
        likely = 0.75 + rng.normal(0, 0.08, size)
        effect = rng.normal(0, 0.06, size)
        before, after = (
            rng.binomial(9, np.clip(p, 0, 1), (cases, _REPEATS)) / 9
            for p in (likely, likely + shift + effect)
        )
        return before.mean(axis=1), after.mean(axis=1)
    tail = (rng.exponential(1, size) - 1) * (0.1 if shape == "few gain much" else -0.1)
    before = 0.5 + rng.normal(0, 0.1, size) + rng.normal(0, 0.05, (cases, _REPEATS))
    noise = rng.normal(0, 0.05, (cases, _REPEATS))
    after = before.mean(axis=1, keepdims=True) + shift + tail + noise
    return before.mean(axis=1), after.mean(axis=1)
