"""What a case does not hold, put into a note at the end of a section."""

from collections.abc import Iterator, Mapping

from soapbench.cases import Case
from soapbench.reading import read
from soapbench.reference import measures

__all__ = [
    "barred_claimed",
    "cutoff_misread",
    "error_exceeded",
    "fall_invented",
    "plateau_invented",
]


def _inserted(note: str, section: str, line: str) -> Iterator[str]:
    """Yield the note with a line at the end of a section, where it has that section."""
    ends = [part.end for part in read(note).sections if part.name == section]
    if ends:
        at = len(note[: ends[-1]].rstrip())
        yield f"{note[:at]}\n- {line}\n{note[at:]}"


def plateau_invented(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a plateau that its case bars."""
    if "plateau" in case.must_not_claim:
        yield from _inserted(note, "A", "Progress has plateaued over the last three visits.")


def fall_invented(case: Case, note: str) -> Iterator[str]:
    """Yield the note of a case without falls with one."""
    if case.falls is not None and case.falls.value == 0:
        yield from _inserted(note, "S", "Had a fall at home last week.")


_BARRED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "regression": ("A", ("Function has regressed since last visit.",
                         "Overall mobility has declined over the past month.",
                         "The patient has lost ground since the last report.")),
    "improvement": ("A", ("Balance has improved markedly.",
                          "The patient is making excellent progress.",
                          "Significant gains in stability have been achieved.")),
    "rom_gain": ("A", ("Range of motion has improved.",
                       "Gains in range of motion have been made.",
                       "Joint mobility has increased since evaluation.")),
    "left_side": ("A", ("Left-sided weakness limits standing tolerance.",
                        "The left ankle remains unstable.",
                        "Weakness of the left leg persists.")),
    "right_side": ("A", ("Right-sided weakness limits standing tolerance.",
                         "The right ankle remains unstable.",
                         "Weakness of the right leg persists.")),
    "pain": ("S", ("Reports pain in the knee.",
                   "Complains of low back pain at night.",
                   "Pain limits walking.")),
    "goals_met": ("A", ("All goals have been met.",
                        "The patient has met all of her goals.",
                        "Every goal has been achieved.")),
    "change_beyond_error": ("A", ("This is a clinically meaningful change.",
                                  "Gains exceed the minimal detectable change.",
                                  "The improvement is clinically significant.")),
}  # fmt: skip
"""Per claim that a case may bar, the section it is told in, and how; a plateau and a fall are ways
of their own."""


def barred_claimed(case: Case, note: str) -> Iterator[str]:
    """Yield the note with what its case bars, each claim in one of its wordings."""
    for claim in case.must_not_claim:
        if claim in _BARRED:
            section, lines = _BARRED[claim]
            yield from _inserted(note, section, lines[len(note) % len(lines)])


def error_exceeded(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a change within measurement error said to be beyond it."""
    names = [m.name for m in case.measures]
    for m in case.measures:
        measure = measures().get(m.name)
        if measure is None or names.count(m.name) > 1 or m.baseline in (None, m.value):
            continue
        own = measure.smallest_change(case.population)
        smallest = own if own is not None else measure.smallest_change()
        if smallest is not None and abs(m.value - (m.baseline or 0)) <= smallest:
            yield from _inserted(note, "A", f"The change in {measure.title} exceeds the MDC.")


def cutoff_misread(case: Case, note: str) -> Iterator[str]:
    """Yield the note with a value said to lie on the wrong side of its published cut-off."""
    names = [m.name for m in case.measures]
    for m in case.measures:
        known = measures()[m.name].published(case.population)
        cutoffs = [t.value for t in known if t.kind == "cutoff" and t.value != m.value]
        if cutoffs and names.count(m.name) == 1:
            side = "below" if m.value > cutoffs[0] else "above"
            title = measures()[m.name].title
            yield from _inserted(note, "A", f"{title} is {side} the cut-off of {cutoffs[0]:g}.")
