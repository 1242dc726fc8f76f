"""Scorers: each a function from a case and a note to a score, named for the virtue it measures."""

from soapbench.scorers.base import Check, Score, Scorer
from soapbench.scorers.billing import billing_arithmetic
from soapbench.scorers.elements import (
    Completeness,
    necessity_completeness,
    soap_completeness,
)
from soapbench.scorers.grounding import grounding
from soapbench.scorers.judge import ModelJudge
from soapbench.scorers.phi import (
    PhiAbsence,
    PhiSpan,
    find_by_rule,
    find_phi,
    phi_absence,
    redact,
)
from soapbench.scorers.recall import fact_recall

__all__ = [
    "Check",
    "Completeness",
    "ModelJudge",
    "PhiAbsence",
    "PhiSpan",
    "Score",
    "Scorer",
    "billing_arithmetic",
    "fact_recall",
    "find_by_rule",
    "find_phi",
    "grounding",
    "necessity_completeness",
    "phi_absence",
    "redact",
    "soap_completeness",
]
