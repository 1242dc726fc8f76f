"""Reviewers: blinded packets out, labels back in, and how far scorers and people agree."""

from soapbench.review.agreement import Agreement, ac1, kappa
from soapbench.review.correction import corrected_mean
from soapbench.review.labels import Labels, read_labels
from soapbench.review.packet import Packet, load_packet, write_packet

__all__ = [
    "Agreement",
    "Labels",
    "Packet",
    "ac1",
    "corrected_mean",
    "kappa",
    "load_packet",
    "read_labels",
    "write_packet",
]
