"""What a case claims itself, in the words of its inputs."""

from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Claim, claims

__all__ = ["given"]


def given(case: Case, kind: str) -> list[Claim]:
    """Return the claims of a kind that a case makes itself."""
    return [claim for claim in _told_in(tuple(case.inputs.values())) if claim.kind == kind]


@lru_cache(maxsize=256)
def _told_in(texts: tuple[str, ...]) -> tuple[Claim, ...]:
    return tuple(claim for text in texts for claim in claims(text))
