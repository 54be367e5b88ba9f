"""Takes out of a page's main content what the site put there for getting about."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from ingest.webpage.document import ERASED, attribute, erase, holds, inside, opening_words, tokens, words

TAGS = ("nav", "footer", "form", "input", "select", "textarea", "dialog")
ROLES = frozenset(
    {"navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar", "toolbar"}
)
NAMES = re.compile(
    r"""(?:[a-z0-9]+[-_]{1,2}){0,3}?(?:
    bread-?crumbs?|pagination|pager|prev-?next|page-?nav(?:igation)?|doc-?footer|post-?footer
    |toc|table-?of-?contents|contents-?outline|on-?this-?page|right-?sidebar|side-?bar|sidenav
    |cookies?|cookie-?(?:banner|consent|notice|bar)|consent
    |feedback|was-?(?:this-?)?helpful|helpful|rating|page-?feedback
    |last-?(?:updated?|modified)|page-?metadata|source-?file
    |edit-?(?:this-?)?page|edit-?link|edit-?on-?github|copy-?(?:button|btn|code|page)|clipboard
    |search(?:-?(?:box|bar|input|form))?|skip-?(?:link|nav|to-?content)|share|social(?:-?links)?
    |header-?link|header-?anchor|hash-?link|anchor-?link|heading-?anchor|direct-?link
    )(?:[-_]{1,2}\w{1,12}){0,2}""",
    re.IGNORECASE | re.VERBOSE,
)
"""Classes and ids of chrome, whole names: `theme-doc-breadcrumbs`, `pagination-nav`, `md-source-file`."""

NAME_MAX = 60
ABOUT = re.compile(r"(?:has|with|no|is|not|page-(?:has|no))[-_]|.*[:\[\]/]", re.IGNORECASE)
"""Classes that say something about an element, without being its name."""

HIDDEN = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "d-none", "is-hidden"}
)
SHOWN = re.compile(r"(?!dark:)[\w-]+:(?:block|flex|grid|inline|inline-block|inline-flex|contents|table)")
UNSEEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
KEPT_HIDDEN = ("tabpanel", "region")
HELD = ("h1", "main", "article")
MEDIA = ("img", "iframe", "video", "picture")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
OUTLINE = 0.6
"""Share of an aside's text that must be links for it to be an outline of the page."""

TRAILING_MAX = 300
TRAILERS_MAX = 50
LABEL = (
    r"(?:previous|prev|next|anterior|pr[oó]xim[oa]|seguinte|siguiente|pr[eé]c[eé]dente?|suivante?|vorherige?s?|zur[uü]ck"
    r"|n[aä]chste?s?|weiter|前へ|次へ|上一页|下一页|이전|다음)"
)
STEP = re.compile(rf"[«‹←<\s]*{LABEL}(?:\s+(?:page|p[aá]gina|seite|article))?[»›→>\s]*", re.IGNORECASE)
TRAILER = re.compile(
    r"""(?:last\s+(?:updated?|modified)|[uú]ltima\s+(?:atualiza|actualiza|modifica)|atualizado\b|actualizado\b
    |derni[eè]re\s+(?:mise|modif)|zuletzt\s+(?:aktualisiert|bearbeitet)|最終更新|最后更新
    |was\s+this\s+(?:page\s+|article\s+)?helpful|did\s+this\s+(?:page\s+)?help|(?:isto|isso)\s+foi\s+[uú]til|te\s+fue\s+[uú]til
    |edit\s+(?:this\s+)?page|edit\s+on\s+git|editar\s+(?:esta\s+p[aá]gina|n[oa]\s+git)|suggest\s+(?:an\s+)?edit
    |powered\s+by|©|copyright\s+(?:©|\(c\)|\d))""",
    re.IGNORECASE | re.VERBOSE,
)


def strip_chrome(main: Tag, description: str) -> None:
    """Erases navigation, outlines, forms, buttons and what is hidden; the page's text stays.

    `description` is the page's own: where its header repeats it, the page's markdown does not.
    """
    controlled = _controlled(main)
    for element in inside(main):
        if element.name == ERASED or element.parent is None or attribute(element, "id") in controlled:
            continue
        if _is_hidden(element) or _is_chrome(element):
            erase(element)
    for header in inside(main, "header"):
        _reduce(header, description)
    _erase_trailers(main)


def _controlled(main: Tag) -> set[str]:
    """The ids of what a tab or a button opens: hidden for now, but content."""
    controls = [element for element in inside(main) if _is_content_button(element)]
    return {name for control in controls for name in attribute(control, "aria-controls").split()}


def _is_chrome(element: Tag) -> bool:
    suspicious = (
        element.name in TAGS
        or attribute(element, "role") in ROLES
        or _is_named(element)
        or (element.name == "button" and not _is_content_button(element))
        or (element.name == "a" and _is_anchor(element))
        or (element.name == "aside" and _is_outline(element))
        or (attribute(element, "aria-hidden") == "true" and any(map(str.isalnum, words(element))))
    )
    return suspicious and not holds(element, *HELD) and element.name not in {"html", "body", *HELD}


def _is_named(element: Tag) -> bool:
    """Whether its class or id is a name of chrome; the id of a section is made from its heading."""
    if element.name in {"pre", "code", *HEADINGS}:
        return False
    names = [name for name in tokens(element) if len(name) < NAME_MAX and not ABOUT.match(name)]
    if any(map(NAMES.fullmatch, names)):
        return not holds(element, "pre", "table")
    own = attribute(element, "id")[:NAME_MAX]
    return bool(NAMES.fullmatch(own)) and not holds(element, *HEADINGS, "pre", "table")


def _is_hidden(element: Tag) -> bool:
    if attribute(element, "role") in KEPT_HIDDEN or "tab-pane" in tokens(element):
        return False
    if element.has_attr("hidden") and attribute(element, "hidden") != "until-found":
        return True
    if UNSEEN_STYLE.search(attribute(element, "style")):
        return True
    names = tokens(element)
    return not HIDDEN.isdisjoint(names) or ("hidden" in names and not any(map(SHOWN.fullmatch, names)))


def _is_content_button(element: Tag) -> bool:
    return attribute(element, "role") in {"tab", "checkbox"} or element.has_attr("aria-expanded")


def _is_anchor(element: Tag) -> bool:
    """Whether a link does no more than lead to the heading that it stands in, or to another page's turn."""
    rel = attribute(element, "rel").split()
    if "next" in rel or "prev" in rel:
        return True
    if "#" not in attribute(element, "href"):
        return False
    text = words(element)
    return not holds(element, "img") and (not text or text in "#¶§🔗​" or element.get("aria-hidden") == "true")


def _is_outline(element: Tag) -> bool:
    text = len(words(element))
    linked = sum(len(words(link)) for link in inside(element, "a"))
    return linked >= OUTLINE * text


def _reduce(header: Tag, description: str) -> None:
    """Leaves of a header that holds the title the title, and text that is not the page's description."""
    if not holds(header, "h1"):
        return
    for paragraph in inside(header, "p"):
        if description and words(paragraph) == description:
            erase(paragraph)


def _erase_trailers(main: Tag) -> None:
    """Erases what follows the text: when it was changed, whether it helped, which page is next."""
    for _ in range(TRAILERS_MAX):
        if (trailer := _trailer(main)) is None:
            return
        erase(trailer)


def _trailer(main: Tag) -> Tag | None:
    element: Tag | None = _last(main)
    while element is not None:
        text = opening_words(element, TRAILING_MAX)
        if not text and (element.name in MEDIA or holds(element, *MEDIA)):
            return None
        if not holds(element, *HELD) and (not text or _is_trailer(element, text)):
            return element
        element = _last(element)
    return None


def _is_trailer(element: Tag, text: str) -> bool:
    if len(text) > TRAILING_MAX or element.name in {"pre", "code", "table", "li", "ul", "ol"}:
        return False
    return bool(TRAILER.match(text)) or (element.name == "a" and _is_step(element))


def _is_step(link: Tag) -> bool:
    """Whether a link is a card that leads to the next page: a label and a title, outside any text."""
    if any(parent.name in {"p", "li", "td", "th", "blockquote"} for parent in link.parents):
        return False
    texts = list(link.stripped_strings)
    return len(texts) > 1 and bool(STEP.fullmatch(texts[0]) or STEP.fullmatch(texts[-1]))


def _last(element: Tag) -> Tag | None:
    """Its last child, where that is an element."""
    for child in reversed(element.contents):
        if isinstance(child, Tag) and child.name != ERASED:
            return child
        if isinstance(child, NavigableString) and not isinstance(child, PreformattedString) and child.strip():
            return None
    return None
