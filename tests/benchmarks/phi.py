"""Print what the detector finds and how fast: ``python -m tests.benchmarks.phi``."""

import subprocess
import sys
import time
from collections.abc import Sequence

from soapbench import Recording, find_phi, shipped
from tests.planting import Use, known_again, measure, planted_notes, rows


def main() -> None:
    """Print accuracy on each half, then speed on one core, growth, and import time."""
    accuracy()
    speed()
    growth()
    code = "import time; t = time.perf_counter(); import soapbench; print(time.perf_counter() - t)"
    runs = sorted(
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(5)
    )
    print(f"\nimport soapbench: {runs[2]:.2f} s (median of 5)")


def accuracy() -> None:
    """Print precision and recall of spans, and the share of clean texts flagged."""
    texts = rows("phi_texts")
    uses: tuple[Use, ...] = ("tune", "report")
    for use in uses:
        part = [r for r in texts if r["use"] == use]
        day = [r for r in part if r["id"].startswith("daye")]
        name = "hard texts" if day else "texts"
        show(f"{name}, {use}", measure(r for r in part if r not in day))
        if day:
            show(f"everyday texts, {use}", measure(day))
        notes = planted_notes(300, use, seed=1)
        plain = (
            {"text": p.text, "spans": [{"start": s, "end": e} for s, e in p.spans]} for p in notes
        )
        show(f"planted notes, {use}", measure(plain))
        hits, false = known_again(use)
        print(f"{'known again, ' + use:24}", f"{sum(hits)} of {len(hits)} found,",
              f"{sum(false)} of {len(false)} near misses taken")  # fmt: skip


def show(name: str, figures: dict[str, float]) -> None:
    """Print one line of figures."""
    parts = [f"{k} {v:.3f}" if isinstance(v, float) else f"{v} {k}" for k, v in figures.items()]
    print(f"{name:24}", ", ".join(parts))


def speed() -> None:
    """Print notes a second on one core, by processor time."""
    lines = Recording(shipped("datasets", "recordings", "soap_note.jsonl")).lines.values()
    notes = [line["text"] for line in lines]
    long = [note[:2500] for note in notes if len(note) >= 2500][:200]
    short = [note[i : i + 200] for note in notes for i in range(0, len(note) - 200, 900)][:1000]
    for name, texts in (("200 characters", short), ("2,500 characters", long)):
        print(f"notes of {name}: {len(texts) / seconds(texts):,.0f} a second")


def growth() -> None:
    """Print how the time grows when an adversarial text doubles: 2 is linear."""
    for name, unit in (
        ("digits", "1"),
        ("slashes", "1/"),
        ("capitals", "Aa "),
        ("brackets", "[a "),
        ("at signs", "a@"),
        ("dots", "a."),
        ("underscores", "_"),
        ("colons", "a:"),
        ("spaces", " "),
        ("hyphens", "A-"),
    ):
        once, twice = (seconds([unit * n]) for n in (20_000, 40_000))
        print(f"{name:12} x 2: {twice / once:.1f} times as long ({twice:.2f} s)")


def seconds(texts: Sequence[str]) -> float:
    """Return the processor time of finding identifiers in all texts."""
    find_phi(texts[0][:100])
    start = time.process_time()
    for text in texts:
        find_phi(text)
    return time.process_time() - start


if __name__ == "__main__":
    main()
