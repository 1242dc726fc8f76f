"""soapbench: is a clinical-documentation prompt better than the one before it? Anyone can check.

The pipeline, left to right::

    load_cases ─────┐
    load_templates ─┼─ evaluate ── Evaluation ── compare ── Comparison ── report
    a model or a ───┤     │             │
      recording     │  scorers      agreement
    load_rubric ────┘

Cases are synthetic visits with the facts that make a claim true. A template is one version of a
prompt. `evaluate` asks a model, or replays a recording, and scores every note; `compare` pairs two
templates case by case and ends in a verdict; `soapbench.report` shows it to people.
"""

from soapbench.batch import BatchResult, collect_batch, read_batch, submit_batch, write_batch
from soapbench.cases import Canary, Case, CaseSet, load_cases
from soapbench.challenge import challenge
from soapbench.claim_labels import (
    LabelledClaims,
    SlippedNote,
    claims_against_labels,
    load_claims,
    load_slips,
    recall_against_labels,
    slips_found,
)
from soapbench.comparison import Comparison, compare
from soapbench.costs import Budget, cost
from soapbench.distortions import distort
from soapbench.endpoints import ChatModel
from soapbench.errors import (
    BudgetReached,
    DataError,
    MissingAnswer,
    ModelError,
    PrivacyError,
    RecordingError,
    RequestRejected,
    SoapbenchError,
    Unavailable,
)
from soapbench.estimates import Estimate, holm, mean_difference, proportion_difference
from soapbench.evaluation import Evaluation, evaluate
from soapbench.family import Family, compare_all, compare_ladder, compare_models
from soapbench.forecast import Plan, plan
from soapbench.gate import load_gate, run_gate
from soapbench.judge_labels import (
    judge_against_labels,
    judged_facts_against_labels,
    plan_labelled,
)
from soapbench.labels import (
    LabelledLine,
    LabelledNote,
    against_labels,
    between_readers,
    load_labelled,
    load_lines,
)
from soapbench.learning import learn, learn_words
from soapbench.local_model import LocalModel
from soapbench.models import Completion, Model, Request, Setting
from soapbench.originality import boilerplate, originality, tailoring
from soapbench.planning import (
    Spread,
    cases_needed,
    flip_power,
    mean_power,
    power_table,
    smallest_detectable,
    zero_event_bound,
)
from soapbench.privacy import leaks, redacted
from soapbench.prompts import Prompt, PromptTemplate, diff, load_templates
from soapbench.reading import Reading, read, treatment, values
from soapbench.recording import Recording
from soapbench.reference import Price, implausible, measures, prices, timed_units
from soapbench.report import (
    change,
    element_shares,
    explorer,
    flips,
    heatmap,
    intervals,
    provenance,
    regressions,
    show,
    side_by_side,
    write_page,
    write_tables,
)
from soapbench.requests import plan_requests
from soapbench.review import (
    Labels,
    Packet,
    corrected_mean,
    load_packet,
    read_labels,
    write_packet,
)
from soapbench.rubrics import Element, Rubric, load_rubric
from soapbench.scorers import (
    Check,
    Completeness,
    ModelJudge,
    PhiAbsence,
    PhiSpan,
    Score,
    billing_arithmetic,
    fact_recall,
    find_by_rule,
    find_phi,
    grounding,
    necessity_completeness,
    phi_absence,
    redact,
    soap_completeness,
    truthfulness,
)
from soapbench.sheet import by_hand, read_sheet, write_sheet
from soapbench.shipped import shipped
from soapbench.simulation import error_rates
from soapbench.stability import agreement, phrasing, uniformity, value_agreement

__all__ = [
    "BatchResult",
    "Budget",
    "BudgetReached",
    "Canary",
    "Case",
    "CaseSet",
    "ChatModel",
    "Check",
    "Comparison",
    "Completeness",
    "Completion",
    "DataError",
    "Element",
    "Estimate",
    "Evaluation",
    "Family",
    "LabelledClaims",
    "LabelledLine",
    "LabelledNote",
    "Labels",
    "LocalModel",
    "MissingAnswer",
    "Model",
    "ModelError",
    "ModelJudge",
    "Packet",
    "PhiAbsence",
    "PhiSpan",
    "Plan",
    "Price",
    "PrivacyError",
    "Prompt",
    "PromptTemplate",
    "Reading",
    "Recording",
    "RecordingError",
    "Request",
    "RequestRejected",
    "Rubric",
    "Score",
    "Setting",
    "SlippedNote",
    "SoapbenchError",
    "Spread",
    "Unavailable",
    "against_labels",
    "agreement",
    "between_readers",
    "billing_arithmetic",
    "boilerplate",
    "by_hand",
    "cases_needed",
    "challenge",
    "change",
    "claims_against_labels",
    "collect_batch",
    "compare",
    "compare_all",
    "compare_ladder",
    "compare_models",
    "corrected_mean",
    "cost",
    "diff",
    "distort",
    "element_shares",
    "error_rates",
    "evaluate",
    "explorer",
    "fact_recall",
    "find_by_rule",
    "find_phi",
    "flip_power",
    "flips",
    "grounding",
    "heatmap",
    "holm",
    "implausible",
    "intervals",
    "judge_against_labels",
    "judged_facts_against_labels",
    "leaks",
    "learn",
    "learn_words",
    "load_cases",
    "load_claims",
    "load_gate",
    "load_labelled",
    "load_lines",
    "load_packet",
    "load_rubric",
    "load_slips",
    "load_templates",
    "mean_difference",
    "mean_power",
    "measures",
    "necessity_completeness",
    "originality",
    "phi_absence",
    "phrasing",
    "plan",
    "plan_labelled",
    "plan_requests",
    "power_table",
    "prices",
    "proportion_difference",
    "provenance",
    "read",
    "read_batch",
    "read_labels",
    "read_sheet",
    "recall_against_labels",
    "redact",
    "redacted",
    "regressions",
    "run_gate",
    "shipped",
    "show",
    "side_by_side",
    "slips_found",
    "smallest_detectable",
    "soap_completeness",
    "submit_batch",
    "tailoring",
    "timed_units",
    "treatment",
    "truthfulness",
    "uniformity",
    "value_agreement",
    "values",
    "write_batch",
    "write_packet",
    "write_page",
    "write_sheet",
    "write_tables",
    "zero_event_bound",
]
