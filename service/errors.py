"""What can go wrong between a question and its answer.

AskdocsError (ingest.errors)
└── ServiceError
    ├── SettingsError             a setting is wrong or unknown
    ├── TimeError                 a text names no time
    ├── KeyNameError              a key's name is taken, or unknown
    ├── QueuedError               another process waits already to do the same
    ├── NoPageError               the documentation has no such page
    ├── ChatError                 a chat client's request cannot be answered
    ├── ModelError                a language model gave no answer, or not all of it
    │   └── OverlongError         it has more to say than it may
    ├── UnreachableError          a site that is to be checked gives no page
    ├── JobsError                 the queue of jobs cannot be used
    ├── ClusterError              a server of the development cluster does not do what it is told
    └── QuestionError             the question cannot be asked
        ├── EmptyQuestionError    it is empty, or the placeholder that a crawler copied from a trailer
        ├── QuestionTooLongError  it is longer than a question may be
        └── ParameterError        something that was sent beside it has a value that it may not have
"""

from ingest.errors import AskdocsError


class ServiceError(AskdocsError):
    """The service cannot do what was asked."""


class SettingsError(ServiceError):
    """A setting is wrong or unknown."""


class TimeError(ServiceError):
    """A text names no time."""


class KeyNameError(ServiceError):
    """A key's name is taken, or unknown."""


class QueuedError(ServiceError):
    """Another process waits already to do the same."""


class NoPageError(ServiceError):
    """The documentation has no page at an address; the message names similar ones."""


class ChatError(ServiceError):
    """A chat client's request cannot be answered; `param` and `code` are those of OpenAI's protocol."""

    def __init__(self, message: str, param: str, code: str, status: int = 400) -> None:
        super().__init__(message)
        self.param, self.code, self.status = param, code, status


class ModelError(ServiceError):
    """A language model gave no answer, or not all of it; the message says why."""


class OverlongError(ModelError):
    """A language model has more to say than it may: its server works."""


class UnreachableError(ServiceError):
    """A site that is to be checked gives no page to check it at."""


class JobsError(ServiceError):
    """The queue of jobs cannot be used."""


class ClusterError(ServiceError):
    """A server of the development cluster does not do what it is told."""


class QuestionError(ServiceError):
    """The question cannot be asked."""


class EmptyQuestionError(QuestionError):
    """The question is empty, or the literal placeholder of a page's trailer."""


class QuestionTooLongError(QuestionError):
    """The question is longer than a question may be."""


class ParameterError(QuestionError):
    """Something that was sent beside the question has a value that it may not have."""
