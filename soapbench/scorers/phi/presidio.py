"""Microsoft Presidio as a detector, and the project's rules as a Presidio recogniser.

Needs the ``presidio`` extra and, for names, a language model of your own. A general model takes many
clinical words for names: join it to see what it adds before you let it decide.
"""

from dataclasses import dataclass
from typing import get_args

import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import EmailRecognizer

from soapbench.cases import CanaryKind
from soapbench.scorers.phi import find_by_rule
from soapbench.scorers.phi.spans import PhiSpan

__all__ = ["PresidioDetector", "RuleRecognizer"]

_KINDS = {
    "PERSON": "NAME_PATIENT",
    "LOCATION": "LOCATION",
    "ORGANIZATION": "FACILITY",
    "DATE_TIME": "DATE",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "URL": "URL",
    "IP_ADDRESS": "IP",
    "US_SSN": "SSN",
    "US_DRIVER_LICENSE": "LICENSE",
    "MEDICAL_LICENSE": "LICENSE",
    "US_MBI": "PLAN_ID",
    "CREDIT_CARD": "ACCOUNT",
    "US_BANK_NUMBER": "ACCOUNT",
    "IBAN_CODE": "ACCOUNT",
}
_CERTAIN, _LIKELY = 0.85, 0.5
"""What our tiers count as among Presidio's scores, both above its usual threshold of 0.35."""


@dataclass(frozen=True)
class PresidioDetector:
    """An AnalyzerEngine of your own as a detector for `find_phi` and `PhiAbsence`.

    Its e-mail recogniser is replaced by one that never asks the network for a list of domains.

    Args:
        analyzer: Set up as you like, with any recognisers and language model.
        language: Passed to the engine.
        threshold: The lowest Presidio score that counts; from `_CERTAIN` on a span is certain.
    """

    analyzer: AnalyzerEngine
    language: str = "en"
    threshold: float = 0.35

    def __post_init__(self) -> None:
        registry = self.analyzer.registry
        registry.recognizers = [
            _OfflineEmail(supported_language=each.supported_language)
            if type(each) is EmailRecognizer
            else each
            for each in registry.recognizers
        ]

    def __call__(self, text: str) -> list[PhiSpan]:
        """Return what the engine finds, with its entity types as our classes."""
        results = self.analyzer.analyze(
            text, language=self.language, score_threshold=self.threshold
        )
        return [
            PhiSpan(
                result.start,
                result.end,
                _KINDS.get(result.entity_type, result.entity_type),
                "presidio",
                "certain" if result.score >= _CERTAIN else "likely",
            )
            for result in results
        ]


class _OfflineEmail(EmailRecognizer):
    """Presidio's e-mail pattern, its domains checked against the list that is installed."""

    _extract = staticmethod(tldextract.TLDExtract(cache_dir=None, suffix_list_urls=()))

    def validate_result(self, pattern_text: str) -> bool:
        return self._extract(pattern_text).fqdn != ""


class RuleRecognizer(EntityRecognizer):
    """The project's rules, to add to an engine: ``analyzer.registry.add_recognizer(...)``.

    Results carry our classes as entity types.
    """

    def __init__(self, supported_language: str = "en") -> None:
        super().__init__(
            supported_entities=list(get_args(CanaryKind)),
            name="soapbench rules",
            supported_language=supported_language,
        )

    def load(self) -> None:
        """Do nothing: the rules load when first used."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return the identifiers of the asked classes."""
        return [
            RecognizerResult(
                span.kind, span.start, span.end, _CERTAIN if span.tier == "certain" else _LIKELY
            )
            for span in find_by_rule(text)
            if span.kind in entities
        ]
