"""Reviewers: blinded packets out, labels back in, and how far scorers and people agree."""

from soapbench.review.agreement import Agreement, ac1, kappa

__all__ = ["Agreement", "ac1", "kappa"]
