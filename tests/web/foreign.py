"""A page of another site that has the widget: on a strict policy, and under styles that suit no widget."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse

from tests.service.http.served import served

POLICY = (
    "default-src 'none'; style-src 'self'; script-src {docs}; connect-src {docs}; "
    "require-trusted-types-for 'script'; trusted-types askdocs; form-action 'none'; base-uri 'none'"
)
"""What docs/widget.md asks for, and the page's own style sheet."""

STYLE = """
html { font-size: 40px; }
* { font-size: 31px !important; color: #8b0000 !important; letter-spacing: 3px !important; }
* { text-transform: uppercase !important; visibility: visible !important; direction: ltr; }
askdocs-widget, button, input, dialog, form, div, body > :not(main) { display: none !important; }
askdocs-widget { opacity: 0 !important; transform: scale(0) !important; }
"""

PAGE = """<!doctype html>
<html lang="{spoken}"><head><meta charset="utf-8"><title>Orders</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">
{scripts}</head>
<body><main><h1>Orders</h1><p id="words">Nothing was ordered <a href="#words">yet</a>.</p></main></body>
</html>"""

SCRIPT = '<script src="{docs}/widget.js" {attributes} async></script>'


@contextmanager
def foreign(docs: str) -> Iterator[str]:
    """Serve it; the address, at another host than the documentation's. `?attributes=` are the script's."""
    app = FastAPI()

    @app.get("/")
    def page(attributes: str = "", times: int = 1, spoken: str = "en") -> Response:
        """The page, on which the script stands so many times."""
        scripts = SCRIPT.format(docs=docs, attributes=attributes) * times
        headers = {"Content-Security-Policy": POLICY.format(docs=docs)}
        return HTMLResponse(PAGE.format(spoken=spoken, scripts=scripts), headers=headers)

    @app.get("/style.css")
    def style() -> Response:
        """Its styles."""
        return Response(STYLE, media_type="text/css")

    with served(app) as running:
        yield running.url.replace("127.0.0.1", "localhost")
