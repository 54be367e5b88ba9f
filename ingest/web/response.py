"""An HTTP answer read to its end, and what its bytes really are, whatever its headers say."""

import re
from dataclasses import dataclass

MARKUP = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S)
CLOSED = re.compile(r"</(?:html|body)\s*>\s*\Z", re.IGNORECASE)
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `location` is the absolute address that a redirect names, `canonical` the one that a `Link`
    header does; "" where there is none.
    """

    url: str
    status: int
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    location: str = ""
    canonical: str = ""
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text.

        A byte order mark decides; then UTF-8, which hardly any other text is by chance; then the declared
        character set; then Windows-1252, which reads everything.
        """
        for mark, encoding in BOMS.items():
            if self.body.startswith(mark):
                return self.body.decode(encoding, "replace")
        for encoding in ("utf-8", self._declared):
            try:
                return self.body.decode(encoding)
            except (LookupError, UnicodeError):
                continue
        return self.body.decode("cp1252", "replace")

    @property
    def is_html(self) -> bool:
        """Whether the body is a web page: it begins as one, or is called one and ends as one."""
        text = self.text
        return MARKUP.match(text) is not None or (
            "html" in self.content_type.lower() and CLOSED.search(text) is not None
        )

    @property
    def is_text(self) -> bool:
        """Whether the body can be read at all: pictures and archives have NUL bytes in them."""
        return b"\0" not in self.body or self.body.startswith((b"\xff\xfe", b"\xfe\xff"))

    @property
    def _declared(self) -> str:
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.content_type, re.IGNORECASE)
        return found[1] if found else "utf-8"
