"""Words for the visit at which care began, which an earlier value is often of."""

__all__ = ["BEGAN", "EARLIER", "FIRST_VISIT"]

BEGAN = (
    r"(?:it|we|she|he|they|pt|(?:the )?patient|care|therapy|PT|treatment) "
    r"(?:first )?(?:met|started|began|begun|came)"
)
"""A pattern for how care began, behind "when" or "since"."""
FIRST_VISIT = (
    r"(?:init(?:ial(?:ly)?)?(?: (?:eval\w*|visit|exam\w*|assessment|session|testing))?|"
    r"first (?:visit|session|eval\w*|exam\w*)|visit 1|eval(?:s|uations?)?|baseline|"
    rf"start(?: of (?:care|therapy|PT))?|first day|intake|admission|outset|day (?:1|one)|when {BEGAN}|IE|SOC)"
)
"""A pattern for them, up to the end of a word."""
EARLIER = rf"(?:at )?(?:the )?(?:{FIRST_VISIT}|was|had been|previously|formerly|visit \d{{1,2}})"
"""Words for an earlier visit."""
