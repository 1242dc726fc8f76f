"""Reference data with sources and dates: outcome measures, timed codes, prices, plausibility."""

from soapbench.reference.alternatives import alternatives
from soapbench.reference.measures import CHANGES, OutcomeMeasure, Threshold, measures
from soapbench.reference.other_tests import other_tests
from soapbench.reference.plausibility import implausible
from soapbench.reference.prices import Price, price_of, prices, prices_as_of
from soapbench.reference.timed_codes import (
    PayerRule,
    may_be_billed,
    timed_codes,
    timed_units,
    units_for,
    untimed_codes,
)

__all__ = [
    "CHANGES",
    "OutcomeMeasure",
    "PayerRule",
    "Price",
    "Threshold",
    "alternatives",
    "implausible",
    "may_be_billed",
    "measures",
    "other_tests",
    "price_of",
    "prices",
    "prices_as_of",
    "timed_codes",
    "timed_units",
    "units_for",
    "untimed_codes",
]
