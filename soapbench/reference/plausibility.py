"""Whether a case could be a real visit: its numbers against its words, instruments, payer rules."""

import re
from collections.abc import Iterator

from soapbench.cases import Case, Measure
from soapbench.reference.measures import measures
from soapbench.reference.timed_codes import may_be_billed, timed_codes, timed_units

__all__ = ["implausible"]


def implausible(case: Case) -> list[str]:
    """Return what a physical therapist would stumble over, one line each; empty for a sound case.

    Looks at ranges, steps, directions and sizes of change, treatment minutes and units, and whether
    the numbers of a field stand in its words. Names fields and measures, never the words of the
    case.
    """
    problems = [*_minutes(case), *_trajectory(case), *_untold(case), *_absent(case)]
    for i, measure in enumerate(case.measures):
        problems += [f"measures.{i} ({measure.name}): {p}" for p in _measure(case, measure)]
    return problems


def _measure(case: Case, measure: Measure) -> Iterator[str]:
    known = measures().get(measure.name)
    if known is None:
        yield f"no such measure; known are {sorted(measures())}"
        return
    if measure.unit != known.unit:
        yield f"unit must be {known.unit!r}"
    for label, value in (("value", measure.value), ("baseline", measure.baseline)):
        if value is None:
            continue
        if not known.possible(value):
            yield f"{label} is impossible: range {known.range}, step {known.step}"
        elif not known.typical[0] <= value <= known.typical[1]:
            yield f"{label} is outside the range of plausible cases {known.typical}"
        if not _stands(value, measure.words):
            yield f"{label} does not stand in its words"
    if measure.baseline is not None and abs(measure.value - measure.baseline) > known.change:
        yield f"a change larger than {known.change:g} is not plausible"
    if measure.name in ("rom", "mmt", "jps", "mctsib") and not measure.detail:
        yield "needs `detail`: the motion, the muscle, the joint or the condition"
    if measure.baseline is not None and case.phase == "evaluation":
        yield "an evaluation has no earlier value to compare with"


def _untold(case: Case) -> Iterator[str]:
    """Yield which numbers of a case do not stand in the words that they are said to come from."""
    for name, fields in (("pain", ("value", "baseline")), ("minutes", ("timed", "total"))):
        fact = getattr(case, name)
        for field in fields if fact else ():
            value = getattr(fact, field)
            if value is not None and not _stands(value, fact.words):
                yield f"{name}.{field} does not stand in its words"
    # One fall is told in many ways ("fell on the stairs"); none, or several, by a word for it.
    falls = case.falls
    if falls is not None and falls.value != 1 and not _stands(falls.value, falls.words):
        yield "falls.value does not stand in its words"
    for i, goal in enumerate(case.goals):
        if goal.measure is not None and goal.measure not in (*measures(), "pain"):
            yield f"goals.{i}: no such measure; known are {sorted(measures())}"
        if goal.status == "met" and _is_unmet(goal.words):
            yield f"goals.{i}: its words say that it is not met"
        if goal.target is not None and not _stands(goal.target, goal.words):
            yield f"goals.{i}: target does not stand in its words"

    for field in ("frequency", "duration"):
        told = _FIGURE.findall(getattr(case.plan, field, None) or "")
        words = _DOSE.sub(" ", case.plan.words) if case.plan else ""
        if not all(number == "1" or _stands(float(number), words) for number in told):
            yield f"plan.{field} does not stand in its words"


def _is_unmet(words: str) -> bool:
    """Return whether words say of a goal that it is not met, and nowhere that it is."""
    return bool(_UNMET.search(words)) and not _MET.search(_UNMET.sub("", words))


_MET = re.compile(r"\b(?:met|achieved|reached|accomplished|attained)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d+")
_DOSE = re.compile(r"(?<=\d)[x×](?!\w)|(?<=\d)x(?=[a-z/])|/")
"""What may stand right behind how often: "2x/week"."""
_UNMET = re.compile(r"\b(?:not (?:yet )?met|unmet|ongoing)\b", re.IGNORECASE)


def _absent(case: Case) -> Iterator[str]:
    """Yield what `absent` says that a case lacks, though the case has it."""
    for gap in ("falls", "pain", "minutes"):  # of tests a case may lack one and have another
        if gap in case.absent and getattr(case, gap) is not None:
            yield f"absent lists {gap!r}, but the case has it"


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_OTHERWISE = {0: "no|none|not|never|denie[sd]|denying|without|free", 1: "once|an?", 2: "twice"}
"""Other words for a number."""


def _stands(value: float, words: str) -> bool:
    """Return whether a number stands in words, in digits or written out."""
    size = abs(value)
    if float(size).is_integer():
        number = int(size)
        ways = [rf"{number}(?:\.0+)?", _written(number), _OTHERWISE.get(number, "")]
    else:
        ways = [rf"0?{re.escape(f'{size:g}'.removeprefix('0'))}0*"]
        ways += [rf"{size - 0.5:g}\+"] if size % 1 == 0.5 else []  # grades of strength: 4+, 4-
        ways += [rf"{size + 0.25:g}[-−–](?=/5)"] if size % 1 == 0.75 else []
    said = "|".join(filter(None, ways))
    return bool(re.search(rf"(?<![a-z\d.])(?:{said})(?![a-z\d]|\.\d)", words, re.IGNORECASE))


def _written(number: int) -> str:
    """Return a pattern for a whole number below 100 as it is written out, or ""."""
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return ""
    digits = rf"[\s-]{_ONES[ones]}" if ones else rf"(?![\s-](?:{'|'.join(_ONES[1:10])})\b)"
    return _TENS[tens - 2] + digits


def _gains(case: Case) -> list[float]:
    signs = {"higher": 1, "lower": -1}
    return [
        signs[measures()[m.name].better] * (m.value - m.baseline)
        for m in case.measures
        if m.baseline is not None and m.name in measures() and not (m.name == "rom" and m.value < 0)
    ]


def _trajectory(case: Case) -> Iterator[str]:
    gains = _gains(case)
    if (case.phase == "evaluation") != (case.trajectory == "baseline"):
        yield "trajectory is 'baseline' for an evaluation and only there"
    if case.trajectory == "improving" and gains and (min(gains) < 0 or max(gains) <= 0):
        yield "improving, but a measure got worse or none got better"
    if case.trajectory == "regression" and gains and min(gains) >= 0:
        yield "regression, but no measure got worse"
    if case.trajectory == "mixed" and not (gains and min(gains) < 0 < max(gains)):
        yield "mixed needs one measure up and one down"
    if case.trajectory == "plateau" and "plateau" in case.must_not_claim:
        yield "a plateau case cannot forbid the claim of a plateau"
    if case.trajectory in ("improving", "baseline") and "plateau" not in case.must_not_claim:
        yield "no plateau here: must_not_claim lists 'plateau'"


def _minutes(case: Case) -> Iterator[str]:
    if case.minutes is None:
        if "minutes" not in case.absent:
            yield "no minutes, yet `absent` does not list 'minutes'"
        return
    spent: dict[str, int] = {}
    for intervention in case.interventions:
        spent[intervention.code] = spent.get(intervention.code, 0) + intervention.minutes
    timed = {code: minutes for code, minutes in spent.items() if code in timed_codes()}
    if case.minutes.timed != sum(timed.values()):
        yield f"minutes.timed is not the sum of the timed interventions, {sum(timed.values())}"
    if case.minutes.total < sum(spent.values()):
        yield "minutes.total is less than the minutes of all interventions"
    if case.minutes.total > sum(spent.values()) + 20:
        yield "minutes.total leaves more than 20 minutes without an intervention"
    billed = {code: units for code, units in timed_units(timed, case.payer_rule).items() if units}
    units = {code: n for code, n in case.minutes.units.items() if code in timed_codes()}
    if units and not may_be_billed(units, timed, case.payer_rule):
        yield f"minutes.units under the {case.payer_rule} rule are {billed}"
