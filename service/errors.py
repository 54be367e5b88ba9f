"""What can go wrong between a question and its answer.

AskdocsError (ingest.errors)
└── ServiceError
    └── QuestionError             the question cannot be asked
        ├── EmptyQuestionError    it is empty, or the placeholder that a crawler copied from a trailer
        └── QuestionTooLongError  it is longer than a question may be
"""

from ingest.errors import AskdocsError


class ServiceError(AskdocsError):
    """The service cannot do what was asked."""


class QuestionError(ServiceError):
    """The question cannot be asked."""


class EmptyQuestionError(QuestionError):
    """The question is empty, or the literal placeholder of a page's trailer."""


class QuestionTooLongError(QuestionError):
    """The question is longer than a question may be."""
