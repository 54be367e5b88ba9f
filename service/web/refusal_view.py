"""What is shown to who opens a page while the service cannot serve it."""

from dataclasses import dataclass

from service.web.texts import Texts


@dataclass(frozen=True, slots=True)
class RefusalView:
    """What is the matter, what one can do, and the address to try again."""

    title: str
    text: str
    again: str


def refusal_view(status: int, seconds: str, request_id: str, again: str, says: Texts) -> RefusalView:
    """The view of a refusal with this HTTP status; `seconds` is when to try again, "" where nobody knows."""
    words = says.refusal
    advice = words.again_in.format(seconds=seconds) if seconds else words.again_later
    match status:
        case 429:
            return RefusalView(words.often, advice, again)
        case 503:
            return RefusalView(words.busy, advice, again)
        case 504:
            return RefusalView(words.slow, words.slow_text, again)
    return RefusalView(words.broken, words.broken_text.format(request=request_id), again)
