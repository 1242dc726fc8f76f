"""How treatment minutes become billed units, under the Medicare and the AMA rule."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

__all__ = [
    "PayerRule",
    "may_be_billed",
    "timed_codes",
    "timed_units",
    "units_for",
    "untimed_codes",
]

PayerRule = Literal["cms", "ama"]
_UNIT = 15
_LEAST = 8
"""Fewer minutes than these make no unit."""


@cache
def timed_codes() -> frozenset[str]:
    """Return the codes that are billed by the minute."""
    return frozenset(_codes()["timed"])


@cache
def untimed_codes() -> frozenset[str]:
    """Return the codes that are billed as one unit a day, however long they took."""
    return frozenset(_codes()["untimed"])


def _codes() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("timed_codes.toml").read_text(encoding="utf-8")
    return {name: rows for name, rows in tomllib.loads(text).items() if isinstance(rows, dict)}


def units_for(minutes: int) -> int:
    """Return the units that ``minutes`` make: 0 below 8, then one more at 8, 23, 38 and so on.

    Source: Pub 100-04 ch. 5 section 20.2 C.
    """
    if minutes < 0:
        raise ValueError(f"{minutes} minutes: treatment time is never negative")
    return 0 if minutes < _LEAST else (minutes + 7) // _UNIT


def timed_units(minutes: Mapping[str, int], rule: PayerRule = "cms") -> dict[str, int]:
    """Return the units to bill for each timed code of one day.

    Under ``"cms"`` the total of all timed minutes caps the day's units: each code gets its whole
    quarter hours, and what remains of the cap goes to the longest leftovers, a tie to the code
    performed longer, then to the code given first. Under ``"ama"`` each code is counted alone.

    Args:
        minutes: Whole minutes by timed code, such as ``{"97112": 33, "97140": 7}``.
        rule: The payer's rule.

    Raises:
        ValueError: A code is not billed by the minute, minutes are negative or no whole number,
            or no such rule.

    Source: Pub 100-04 ch. 5 section 20.2 C; AMA midpoint rule as restated by stratapt.com.
    """
    if unknown := sorted(set(minutes) - timed_codes()):
        raise ValueError(
            f"{unknown}: not known here as billed by the minute; known: {sorted(timed_codes())}"
        )
    minutes = {code: _whole(code, spent) for code, spent in minutes.items()}
    if rule == "ama":
        return {code: units_for(spent) for code, spent in minutes.items()}
    if rule != "cms":
        raise ValueError(f"no payer rule {rule!r}; use 'cms' or 'ama'")
    if any(spent < 0 for spent in minutes.values()):
        raise ValueError("treatment time is never negative")
    units = {code: spent // _UNIT for code, spent in minutes.items()}
    left = units_for(sum(minutes.values())) - sum(units.values())
    by_leftover = sorted(minutes, key=lambda code: (-(minutes[code] % _UNIT), -minutes[code]))
    for code in by_leftover[:left]:
        units[code] += 1
    return units


def _whole(code: str, minutes: float) -> int:
    """Return minutes as a whole number, such as a frame of floats may hold them."""
    try:
        whole = int(minutes)
    except (TypeError, ValueError, OverflowError):
        whole = None
    if whole is None or isinstance(minutes, str) or whole != minutes:
        raise ValueError(f"{code}: minutes are a whole number, not {minutes!r}")
    return whole


def may_be_billed(
    units: Mapping[str, int], minutes: Mapping[str, int], rule: PayerRule = "cms"
) -> bool:
    """Return whether units of timed codes follow from their minutes.

    Where leftovers are equal, any of their codes may have the unit; `timed_units` picks one.

    Args:
        units: Units by timed code; a code that has none may be left out.
        minutes: As in `timed_units`.
        rule: The payer's rule.

    Raises:
        ValueError: As in `timed_units`.

    Source: Pub 100-04 ch. 5 section 20.2 C, whose example of 20 and 20 minutes leaves the choice.
    """
    due = timed_units(minutes, rule)
    billed = {code: units.get(code, 0) for code in {*due, *units}}
    if rule == "ama" or set(billed) != set(due):
        return billed == {code: due.get(code, 0) for code in billed}
    whole = {code: spent // _UNIT for code, spent in minutes.items()}
    more = {code for code in due if billed[code] == whole[code] + 1}
    if any(billed[code] != whole[code] for code in set(due) - more):
        return False

    def leftovers(codes: Iterable[str]) -> list[int]:
        return sorted(minutes[code] % _UNIT for code in codes)

    return leftovers(more) == leftovers(code for code in due if due[code] > whole[code])
