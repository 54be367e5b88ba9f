"""What can go wrong between a question and its answer.

AskdocsError (ingest.errors)
└── ServiceError
    ├── SettingsError             a setting is wrong or unknown
    ├── TimeError                 a text names no time
    ├── QueuedError               another process waits already to do the same
    ├── ModelError                a language model gave no answer, or not all of it
    │   └── OverlongError         it has more to say than it may
    └── QuestionError             the question cannot be asked
        ├── EmptyQuestionError    it is empty, or the placeholder that a crawler copied from a trailer
        └── QuestionTooLongError  it is longer than a question may be
"""

from ingest.errors import AskdocsError


class ServiceError(AskdocsError):
    """The service cannot do what was asked."""


class SettingsError(ServiceError):
    """A setting is wrong or unknown."""


class TimeError(ServiceError):
    """A text names no time."""


class QueuedError(ServiceError):
    """Another process waits already to do the same."""


class ModelError(ServiceError):
    """A language model gave no answer, or not all of it; the message says why."""


class OverlongError(ModelError):
    """A language model has more to say than it may: its server works."""


class QuestionError(ServiceError):
    """The question cannot be asked."""


class EmptyQuestionError(QuestionError):
    """The question is empty, or the literal placeholder of a page's trailer."""


class QuestionTooLongError(QuestionError):
    """The question is longer than a question may be."""
