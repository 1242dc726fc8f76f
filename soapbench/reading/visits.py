"""Words for the visit at which care began, which an earlier value is often of."""

__all__ = ["EARLIER", "FIRST_VISIT"]

FIRST_VISIT = (
    r"(?:init(?:ial(?:ly)?)?(?: (?:eval\w*|visit|exam\w*|assessment|session|testing))?|"
    r"first (?:visit|session|eval\w*|exam\w*)|visit 1|eval(?:s|uations?)?|baseline|"
    r"start(?: of (?:care|therapy|PT))?|first day|intake|admission|outset|day one|when (?:we|she|he|they|care|therapy|PT|treatment) (?:first )?(?:met|started|began|came)|IE|SOC)"
)
"""A pattern for them, up to the end of a word."""
EARLIER = rf"(?:at )?(?:the )?(?:{FIRST_VISIT}|was|had been|previously|formerly|visit \d{{1,2}})"
"""Words for an earlier visit."""
