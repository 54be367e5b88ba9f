"""What a client wants to read: HTML, markdown, plain text or JSON."""

from enum import StrEnum


class Form(StrEnum):
    """The forms that a response comes in."""

    HTML = "text/html"
    MARKDOWN = "text/markdown"
    PLAIN = "text/plain"
    JSON = "application/json"


MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})

_CANNOT_READ_MARKDOWN = "ChatGPT-User"
"""An agent that refuses `text/markdown` and reads the same text as `text/plain`."""


def wanted(accept: str, user_agent: str, markdown_address: bool) -> Form:
    """The form for a request: by its headers, and by whether its path ends in `.md`.

    JSON where it is preferred to both others; markdown where the path ends in `.md` or the client prefers
    markdown to HTML; HTML otherwise.
    """
    weights = _weights(accept)
    markdown = max(weights.get(name, 0.0) for name in MARKDOWN_TYPES)
    html = weights.get(Form.HTML, 0.0)
    if weights.get(Form.JSON, 0.0) > max(markdown, html):
        return Form.JSON
    if markdown_address or markdown > html:
        return Form.PLAIN if _CANNOT_READ_MARKDOWN in user_agent else Form.MARKDOWN
    return Form.HTML


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights[media_type] = next((_number(each[2:]) for each in parameters if each.startswith("q=")), 1.0)
    return weights


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
