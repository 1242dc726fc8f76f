"""Notes with identifiers planted into them: recorded notes, carrier sentences, invented values."""

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from soapbench import Canary, Recording, find_phi, shipped

Use = Literal["tune", "report"]


@dataclass(frozen=True)
class Planted:
    """A note and where its identifiers stand."""

    text: str
    spans: tuple[tuple[int, int], ...]


def rows(name: str) -> list[dict[str, Any]]:
    """Return the lines of a labelled file."""
    text = shipped("datasets", "labelled", f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def use_of(words: str) -> Use:
    """Return whether a carrier or a value serves for tuning or for reporting only."""
    even = int(hashlib.sha256(words.encode()).hexdigest(), 16) % 2 == 0
    return "report" if even else "tune"


def planted_notes(count: int, use: Use, seed: int) -> Iterator[Planted]:
    """Yield notes with one to six identifiers each, the same ones for the same seed."""
    chance = random.Random(seed)
    values: dict[str, list[str]] = {}
    for value in rows("phi_values"):
        if use_of(value["text"]) == use:
            values.setdefault(value["kind"], []).append(value["text"])
    carriers = [c for c in rows("phi_carriers") if use_of(c["id"]) == use and c["kind"] in values]
    lines = Recording(shipped("datasets", "recordings", "soap_note.jsonl")).lines.values()
    notes = [line["text"].split("\n") for line in lines]
    for _ in range(count):
        paragraphs: list[tuple[str, str]] = [(line, "") for line in chance.choice(notes)]
        for carrier in chance.sample(carriers, chance.randint(1, 6)):
            value = chance.choice(values[carrier["kind"]])
            paragraphs.insert(chance.randint(0, len(paragraphs)), (carrier["text"], value))
        yield _joined(paragraphs)


def _joined(paragraphs: list[tuple[str, str]]) -> Planted:
    text, spans = "", []
    for line, value in paragraphs:
        if value:
            start = len(text) + line.index("{}")
            spans.append((start, start + len(value)))
            line = line.replace("{}", value)
        text += line + "\n"
    return Planted(text, tuple(spans))


def overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    """Return whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def measure(texts: Iterable[dict[str, Any]]) -> dict[str, float]:
    """Return precision and recall of spans by overlap, clean texts flagged, and document F1."""
    found = right = wanted = hits = clean = flagged = both = 0
    total = either = 0
    for row in texts:
        gold = [(s["start"], s["end"]) for s in row["spans"]]
        got = [(s.start, s.end) for s in find_phi(row["text"])]
        hits += sum(any(overlap(g, s) for s in got) for g in gold)
        right += sum(any(overlap(g, s) for g in gold) for s in got)
        wanted, found, total = wanted + len(gold), found + len(got), total + 1
        clean, flagged = clean + (not gold), flagged + (not gold and bool(got))
        both, either = both + bool(gold and got), either + bool(gold) + bool(got)
    return {
        "texts": total,
        "spans": wanted,
        "clean texts": clean,
        "precision": right / max(1, found),
        "recall": hits / max(1, wanted),
        "clean flagged": flagged / max(1, clean),
        "document F1": 2 * both / max(1, either),
    }


def known_again(use: Use) -> tuple[list[bool], list[bool]]:
    """Return, per planted identifier in another form and per near miss, whether it was taken."""
    hits, false = [], []
    for row in rows("phi_echoes"):
        if row["use"] != use:
            continue
        spans = find_phi(row["text"], canaries=[Canary.model_validate(row["canary"])])
        echoed = [(s.start, s.end) for s in spans if s.echoed]
        if row["span"]:
            hits.append(any(overlap(row["span"], span) for span in echoed))
        else:
            false.append(bool(echoed))
    return hits, false
