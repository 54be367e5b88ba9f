"""The script of the widget, with which pages of other sites ask: its words and styles are in it."""

import json
from functools import cache

from markupsafe import Markup

from service.web.templating import FOLDER, MEDIA_TYPES, Asset, assets, rendered
from service.web.texts import interfaces, texts

PANEL = "panel.mjs"
"""What is loaded when somebody opens it."""


@cache
def widget() -> Asset:
    """The script."""
    frames = {code: rendered("parts/widget.html", t=texts(code)) for code in interfaces()}
    style = (FOLDER / "static" / "css" / "widget.css").read_text(encoding="utf-8")
    panel = assets().address(PANEL)
    script = rendered("widget.js", frames=_literal(frames), style=_literal(style), panel=_literal(panel))
    return Asset(script.encode(), MEDIA_TYPES[".js"])


def _literal(value: object) -> Markup:
    """The value as JavaScript writes it."""
    return Markup(json.dumps(value, ensure_ascii=False))  # noqa: S704 - a script, in which HTML means nothing
