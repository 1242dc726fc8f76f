"""Tables: an evaluation as CSV files and a manifest, for people who work in a spreadsheet."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

from soapbench.evaluation import Evaluation
from soapbench.privacy import redacted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["write_tables"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins a formula."""


def write_tables(evaluation: Evaluation, folder: str | Path, *, redact: bool = False) -> Path:
    """Write ``completions.csv``, ``scores.csv``, ``checks.csv`` and ``manifest.json``.

    A note is untrusted text, and so is whatever an endpoint, a file or a scorer names: where a text
    would begin a formula, an apostrophe is put before it.

    Args:
        evaluation: What to write.
        folder: Where to; made if it is not there, and returned.
        redact: Replace every identifier in a note by its class.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if redact:
        evaluation = redacted(evaluation)
    for name in ("completions", "scores", "checks"):
        frame = _inert(getattr(evaluation, name))
        # Every text in quotes: a lone carriage return in a note would else begin a row.
        # The mark at its start tells a spreadsheet that it is UTF-8.
        frame.to_csv(
            folder / f"{name}.csv", index=False, quoting=csv.QUOTE_NONNUMERIC, encoding="utf-8-sig"
        )
    manifest = json.dumps(evaluation.manifest, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    return folder


def _inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame in which no text begins a formula."""
    texts = frame.select_dtypes(exclude="number")
    return frame.assign(**{str(name): column.map(_quoted) for name, column in texts.items()})


def _quoted(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
