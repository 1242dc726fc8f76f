"""Reviewers: blinded packets out, labels back in, and how far scorers and people agree."""
