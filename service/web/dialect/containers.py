"""What the platform's tags make of the HTML between them."""

from dataclasses import dataclass

from ingest.dialect.containers import summary_text
from ingest.dialect.inline import tidy
from ingest.dialect.naming import reference_text
from ingest.dialect.tags import Tag, request_text
from service.web.dialect import pieces
from service.web.dialect.icons import icon
from service.web.dialect.writer import Writer
from service.web.dialect.writing import element, escaped

REFERENCES = {"embed": "embed", "content-ref": "page", "file": "file"}
"""Tags that are one link, and the kind of card that it is shown as."""

GROUPS = {"tabs": "tabs", "columns": "side-by-side", "column": "column", "updates": "updates"}
"""Tags that only hold others, and the class of the element that they become."""


@dataclass(frozen=True, slots=True)
class Container:
    """A tag and its partner, with the summary that stands between them, if any."""

    tag: Tag
    end: int
    summary: Tag | None
    writer: Writer

    def html(self, inner: str) -> str:
        """The element that the pair makes around finished HTML; unknown tags leave that as it is."""
        if self.tag.is_request:
            return self._request(inner)
        if self.tag.name in GROUPS:
            return element("div", inner, class_=GROUPS[self.tag.name])
        match self.tag.name:
            case "hint":
                return pieces.hint(self.tag.get("style"), inner, self.writer.words)
            case "tab":
                return self._tab(inner)
            case "stepper":
                return element("ol", inner, class_="steps")
            case "step":
                return self._step(inner)
            case "details":
                return self._details(inner)
            case "update":
                return self._update(inner)
            case "prompt":
                return self._prompt(inner)
        return title(self.tag) + inner

    def _tab(self, inner: str) -> str:
        name = tidy(self.tag.label)
        shown = element("p", escaped(name), class_="tab-title") if name else ""
        return element("section", shown + inner, class_="tab", data_title=name, aria_label=name or None)

    def _step(self, inner: str) -> str:
        name = tidy(self.tag.label)
        return element("li", (element("p", escaped(name), class_="step-title") if name else "") + inner)

    def _details(self, inner: str) -> str:
        label = self.summary.get("text") if self.summary else ""
        said = summary_text(self.summary, self.writer.targets.title_of) if self.summary and label else ""
        said = said or tidy(self.tag.label) or self.writer.words.details
        opened = "open" in dict(self.tag.attributes) or self.writer.found.overlaps(self.tag.start, self.end)
        body = element("div", inner, class_="details-body")
        return element("details", element("summary", escaped(said)) + body, open=opened)

    def _update(self, inner: str) -> str:
        date, name = self.tag.get("date"), self.tag.get("title")
        head = element("time", escaped(date), datetime=date[:10]) if date else ""
        head += element("strong", escaped(name)) if name else ""
        return element("section", element("p", head, class_="update-head") + inner, class_="update")

    def _prompt(self, inner: str) -> str:
        head = icon("prompt") + element("strong", escaped(tidy(self.tag.label) or self.writer.words.prompt))
        return element("div", element("p", head, class_="prompt-head") + inner, class_="prompt")

    def _request(self, inner: str) -> str:
        """An operation; where it only names its specification, the link to that stays in small print."""
        return request(self.tag) + (element("div", inner, class_="request-body") if inner else "")


def reference(tag: Tag, end: int, caption: str, writer: Writer) -> str:
    """A tag that is one link: its card; `caption` is the text that stands between it and its partner."""
    address = tag.get("url", "src")
    target = writer.targets.link(address)
    said = reference_text(caption or tag.get("caption"), address, writer.targets.title_of)
    if not said:
        return ""
    note = pieces.host(target.href) if target and target.is_external else ""
    html = pieces.card(target, escaped(said), REFERENCES[tag.name], note if note != said else "")
    return writer.found.wrapped(html, tag.start, end)


def request(tag: Tag) -> str:
    """What the attributes of a tag say of an HTTP operation."""
    method, path = tag.get("method").upper(), tag.get("path")
    said = request_text(tag).removeprefix(method).strip().removeprefix(path).strip()
    shown = element("span", escaped(method), class_="method") if method else ""
    shown += element("code", escaped(path)) if path else ""
    shown += element("span", escaped(said)) if said else ""
    return element("p", shown, class_="request") if shown else ""


def single(tag: Tag, writer: Writer) -> str:
    """A tag that stands alone: a reference, an operation, a diagram, its title, or nothing."""
    if tag.closing:
        return ""
    if tag.name in REFERENCES and tag.get("url", "src"):
        return reference(tag, tag.end, "", writer)
    if tag.is_request:
        return request(tag)
    if "mermaid" in tag.name and (diagram := tag.get("content")):
        return pieces.code(diagram, "mermaid")
    if tag.name == "summary":
        said = summary_text(tag, writer.targets.title_of)
        return element("p", element("strong", escaped(said))) if said else ""
    return title(tag)


def title(tag: Tag) -> str:
    """The title of a tag that was never closed or that nobody knows: a reader is not to miss it."""
    said = tidy(tag.label)
    return element("p", escaped(said)) if said else ""
