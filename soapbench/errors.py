"""The errors soapbench raises on purpose, each saying where, what, and what to do.

::

    SoapbenchError
    ├── DataError        a case, template, rubric or reference file does not load
    ├── PrivacyError     a rendered prompt holds an identifier no case declares
    ├── RecordingError   a recording is damaged or in use
    │   └── MissingAnswer    strict replay met a request that was never recorded
    └── ModelError       a model cannot be asked: key, address, name, server

No message quotes the text of a case or a note. A message may name a case id, a slot, a line, a
class of identifier.
"""

__all__ = [
    "DataError",
    "MissingAnswer",
    "ModelError",
    "PrivacyError",
    "RecordingError",
    "SoapbenchError",
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
