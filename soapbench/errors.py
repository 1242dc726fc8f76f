"""The errors soapbench raises on purpose, each saying where, what, and what to do.

::

    SoapbenchError
    ├── DataError        a case, template, rubric or reference file does not load
    ├── PrivacyError     a rendered prompt holds an identifier no case declares
    ├── RecordingError   a recording is damaged or in use
    │   └── MissingAnswer    strict replay met a request that was never recorded
    ├── ModelError       a model cannot be asked: key, address, name, quota, server
    │   ├── Unavailable      it does not answer now, and may soon
    │   └── RequestRejected  it does not take one request, and may take others
    └── BudgetReached    the next request could exceed the budget

No message quotes the text of a case or a note. A message may name a case id, a slot, a line, a
class of identifier.
"""

__all__ = [
    "BudgetReached",
    "DataError",
    "MissingAnswer",
    "ModelError",
    "PrivacyError",
    "RecordingError",
    "RequestRejected",
    "SoapbenchError",
    "Unavailable",
]


class SoapbenchError(Exception):
    """The root: catch this to catch everything soapbench raises on purpose."""


class DataError(SoapbenchError):
    """A file a person wrote does not load; the message names file, line and field."""


class PrivacyError(SoapbenchError):
    """A prompt would send an identifier that no case declares as planted."""


class RecordingError(SoapbenchError):
    """A recording cannot be read or written; nothing in it was changed."""


class MissingAnswer(RecordingError):
    """Strict replay needs an answer the recording does not hold."""


class ModelError(SoapbenchError):
    """A model cannot be asked; the message says what to set or start."""


class Unavailable(ModelError):
    """A model does not answer now and may soon: it is asked again.

    A model of your own may raise it. ``wait_s`` is how long it asks to wait, in seconds, None where
    it does not say; ``limited`` says that it was asked too often, and not that something broke;
    ``unreached`` that there may be no model at its address at all.
    """

    def __init__(
        self,
        message: str,
        wait_s: float | None = None,
        *,
        limited: bool = False,
        unreached: bool = False,
    ) -> None:
        super().__init__(message)
        self.wait_s = wait_s
        self.limited = limited
        self.unreached = unreached


class RequestRejected(ModelError):
    """A model does not take one request, such as one that is too long; it may take others."""


class BudgetReached(SoapbenchError):
    """The next request could exceed the budget; what was answered is recorded."""
