"""Notes with identifiers planted into them: recorded notes, carrier sentences, invented values."""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from soapbench import Recording, shipped

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
