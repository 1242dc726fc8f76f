"""The detector on labelled texts: rows it was tuned on, and notes it was not."""

import hashlib
import json
from typing import Any

import pytest

from soapbench import find_phi, shipped


def texts(name: str) -> list[dict[str, Any]]:
    lines = shipped("datasets", "labelled", f"{name}.jsonl").read_text().split("\n")
    return [json.loads(line) for line in lines if line]


def reports(row: dict[str, Any]) -> bool:
    return int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % 2 == 0


def overlap(one: Any, other: Any) -> bool:
    return bool(one[0] < other[1] and other[0] < one[1])


def measure(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Precision and recall of spans by overlap, and the share of clean texts flagged."""
    hits = found = wanted = clean = flagged = 0
    for row in rows:
        gold = [(s["start"], s["end"]) for s in row["spans"]]
        got = [(s.start, s.end) for s in find_phi(row["text"])]
        hits += sum(any(overlap(g, s) for s in got) for g in gold)
        found += sum(not any(overlap(g, s) for g in gold) for s in got)
        wanted += len(gold)
        clean += not gold
        flagged += not gold and bool(got)
    return {
        "precision": hits / (hits + found),
        "recall": hits / wanted,
        "clean flagged": flagged / clean,
    }


def test_the_rows_are_many_and_half_of_them_look_alike() -> None:
    rows = texts("phi_rows")
    assert len(rows) >= 400
    assert sum(not r["spans"] for r in rows) >= len(rows) / 2
    assert len({r["id"] for r in rows}) == len(rows)


@pytest.mark.parametrize("row", texts("phi_rows"), ids=lambda row: row["id"])
def test_nothing_in_a_row_is_flagged_that_is_no_identifier(row: dict[str, Any]) -> None:
    gold = [(s["start"], s["end"]) for s in row["spans"]]
    stray = [
        s.rule for s in find_phi(row["text"]) if not any(overlap(g, (s.start, s.end)) for g in gold)
    ]
    assert stray == []


def test_rows_it_was_tuned_on_are_found_nearly_all() -> None:
    figures = measure(texts("phi_rows"))
    assert figures["precision"] >= 0.99
    assert figures["recall"] >= 0.95


def test_notes_it_was_not_tuned_on_keep_their_figures() -> None:
    # Floors a little under what was measured, so that a change that costs much is noticed.
    figures = measure([row for row in texts("phi_notes") if reports(row)])
    assert figures["precision"] >= 0.92
    assert figures["recall"] >= 0.80


@pytest.mark.parametrize("seed", ["0", "1"])
def test_the_answer_does_not_depend_on_the_hash_seed(seed: str) -> None:
    import os
    import subprocess
    import sys

    code = (
        "import json, hashlib\n"
        "from soapbench import find_phi, shipped\n"
        "rows = shipped('datasets', 'labelled', 'phi_notes.jsonl').read_text().split('\\n')\n"
        "spans = [str(find_phi(json.loads(r)['text'])) for r in rows if r]\n"
        "print(hashlib.sha256(''.join(spans).encode()).hexdigest())"
    )
    expected = "".join(str(find_phi(row["text"])) for row in texts("phi_notes"))
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == hashlib.sha256(expected.encode()).hexdigest()
