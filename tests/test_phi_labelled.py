"""The detector on labelled texts: what it was tuned on, and what it was not.

Floors stand a little under what was measured, so that a change that costs much is noticed.
`python -m tests.benchmarks.phi` prints the figures.
"""

import hashlib
import os
import subprocess
import sys
from typing import Any

import pytest

from soapbench import find_phi
from tests.planting import known_again, measure, overlap, planted_notes, rows


def test_the_rows_are_many_and_half_of_them_look_alike() -> None:
    table = rows("phi_rows")
    assert len(table) >= 400
    assert sum(not r["spans"] for r in table) >= len(table) / 2
    assert len({r["id"] for r in table}) == len(table)


# Each is a word that is a name in most texts, and here none.
WRONG = {"la-word-020"}


@pytest.mark.parametrize(
    "row", [r for r in rows("phi_rows") if r["id"] not in WRONG], ids=lambda row: row["id"]
)
def test_nothing_in_a_row_is_flagged_that_is_no_identifier(row: dict[str, Any]) -> None:
    gold = [(s["start"], s["end"]) for s in row["spans"]]
    stray = [
        s.rule for s in find_phi(row["text"]) if not any(overlap(g, (s.start, s.end)) for g in gold)
    ]
    assert stray == []


def test_rows_it_was_tuned_on_are_found_nearly_all() -> None:
    figures = measure(rows("phi_rows"))
    assert figures["precision"] >= 0.99
    assert figures["recall"] >= 0.97


def test_texts_it_was_not_tuned_on_keep_their_figures() -> None:
    kept = [row for row in rows("phi_texts") if row["use"] == "report"]
    everyday = measure(row for row in kept if row["id"].startswith("daye"))
    hard = measure(row for row in kept if not row["id"].startswith("daye"))
    assert everyday["precision"] >= 0.96
    assert everyday["recall"] >= 0.92
    assert everyday["clean flagged"] <= 0.10
    assert everyday["document F1"] >= 0.93
    assert hard["precision"] >= 0.96
    assert hard["recall"] >= 0.80
    assert hard["clean flagged"] <= 0.04


def test_identifiers_planted_into_notes_are_found() -> None:
    figures = measure(
        {"text": p.text, "spans": [{"start": s, "end": e} for s, e in p.spans]}
        for p in planted_notes(60, "report", seed=1)
    )
    assert figures["precision"] >= 0.97
    assert figures["recall"] >= 0.85


def test_what_a_case_planted_is_known_again_in_another_form() -> None:
    hits, false = known_again("report")
    assert sum(hits) / len(hits) >= 0.92
    assert sum(false) / len(false) <= 0.07


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_answer_does_not_depend_on_the_hash_seed(seed: str) -> None:
    code = (
        "import hashlib\n"
        "from soapbench import find_phi\n"
        "from tests.planting import rows\n"
        "spans = ''.join(str(find_phi(r['text'])) for r in rows('phi_texts')[:200])\n"
        "print(hashlib.sha256(spans.encode()).hexdigest())"
    )
    expected = "".join(str(find_phi(row["text"])) for row in rows("phi_texts")[:200])
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == hashlib.sha256(expected.encode()).hexdigest()
