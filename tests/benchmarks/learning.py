"""Print what weights add on notes nobody showed them: ``python -m tests.benchmarks.learning``.

The sets of notes that the cues were not tuned on are left out a fifth at a time, word vectors and
weights are learnt from all that is left, and the fifth is read with the cues alone and with both.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from soapbench import (
    LabelledNote,
    against_labels,
    learn,
    learn_words,
    load_labelled,
    load_lines,
    load_rubric,
)
from soapbench.rubrics import Rubric

FOLDS = 5


def main() -> None:
    """Print precision, recall and F1 per rubric, and per element with weights."""
    notes, lines = [note for note in load_labelled() if note.use == "tune"], load_lines()
    for name in ("medical_necessity", "soap_note"):
        rubric = load_rubric(name)
        mine = [note for note in notes if note.rubric == name]
        sets = sorted({_set(note) for note in mine if "-later-" in note.id})
        alone, both = [], []
        for first in range(FOLDS):
            out = sets[first::FOLDS]
            left = [note for note in notes if _set(note) not in out]
            vectors = learn_words([*(note.text for note in left), *(line.text for line in lines)])
            taught = learn(rubric, left, lines, vectors)
            kept = [note for note in mine if _set(note) in out]
            alone.append(_counted(kept, replace(rubric, weights=None)))
            both.append(_counted(kept, replace(rubric, weights=taught)))
        for way, tables in (("cues alone", alone), ("with weights", both)):
            total = sum(tables[1:], tables[0])
            sums = total.sum()
            print(f"{name}, {len(sets)} sets, {way}:", _shares(total).mean().round(3).to_dict())
            print(f"  of all elements together: precision {sums['right'] / sums['found']:.3f}, "
                  f"recall {sums['right'] / sums['notes']:.3f}")  # fmt: skip
        print(_shares(total).round(2).to_string())


def _set(note: LabelledNote) -> str:
    return re.sub(r"-?\d+$", "", note.id)


def _counted(kept: Sequence[LabelledNote], rubric: Rubric) -> pd.DataFrame:
    table = against_labels(kept, rubric)
    right = (table["recall"] * table["notes"]).where(table["notes"] > 0, 0)
    return pd.DataFrame({"notes": table["notes"], "found": table["found"], "right": right})


def _shares(total: pd.DataFrame) -> pd.DataFrame:
    right = total["right"]
    return total.assign(
        precision=right / total["found"],
        recall=right / total["notes"],
        F1=2 * right / (total["notes"] + total["found"]),
    )


if __name__ == "__main__":
    main()
