"""Tables: an evaluation as CSV files and a manifest, for people who work in a spreadsheet."""

import csv
import json
from pathlib import Path

from soapbench.evaluation import Evaluation
from soapbench.privacy import redacted

__all__ = ["write_tables"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet begins a formula."""


def write_tables(evaluation: Evaluation, folder: str | Path, *, redact: bool = False) -> Path:
    """Write ``completions.csv``, ``scores.csv``, ``checks.csv`` and ``manifest.json``.

    A note is untrusted text: where it would begin a formula, an apostrophe is put before it.

    Args:
        evaluation: What to write.
        folder: Where to; made if it is not there, and returned.
        redact: Replace every identifier in a note by its class.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if redact:
        evaluation = redacted(evaluation)
    completions = evaluation.completions.assign(text=evaluation.completions["text"].map(_inert))
    frames = {"completions": completions, "scores": evaluation.scores, "checks": evaluation.checks}
    for name, frame in frames.items():
        # Every text in quotes: a lone carriage return in a note would else begin a row.
        frame.to_csv(folder / f"{name}.csv", index=False, quoting=csv.QUOTE_NONNUMERIC)
    manifest = json.dumps(evaluation.manifest, indent=2, ensure_ascii=False, sort_keys=True)
    (folder / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    return folder


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
