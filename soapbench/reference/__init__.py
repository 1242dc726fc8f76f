"""Reference data with sources and dates: outcome measures, timed-code rules, plausibility."""

from soapbench.reference.measures import OutcomeMeasure, Threshold, measures
from soapbench.reference.plausibility import implausible
from soapbench.reference.timed_codes import (
    PayerRule,
    timed_codes,
    timed_units,
    units_for,
    untimed_codes,
)

__all__ = [
    "OutcomeMeasure",
    "PayerRule",
    "Threshold",
    "implausible",
    "measures",
    "timed_codes",
    "timed_units",
    "units_for",
    "untimed_codes",
]
