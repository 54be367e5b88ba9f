"""The last step: whatever a page's text made of the HTML, only what is listed here reaches the browser."""

import nh3
from markupsafe import Markup

WORDS = (
    "b strong i em u s del ins small sub sup kbd mark code samp var dfn cite q abbr br hr p blockquote "
    "ul ol li dl dt dd h1 h2 h3 h4 h5 h6 thead tbody tr th td caption table figcaption figure pre "
    "details summary time"
)
PLAIN = frozenset(WORDS.split())
"""Elements that mean the same whoever writes them."""

OWN = frozenset({"a", "img", "div", "section", "span", "svg", "path"})
"""Elements that are written with attributes that were looked at."""

ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "class"},
    "a": {"href", "rel", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading", "referrerpolicy", "decoding"},
    "div": {"role", "tabindex", "aria-label"},
    "section": {"aria-label", "data-title"},
    "span": {"role", "aria-label"},
    "pre": {"tabindex"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
    "time": {"datetime"},
    "svg": {"viewBox", "aria-hidden"},
    "path": {"d"},
}

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

CLEANER = nh3.Cleaner(
    tags=set(PLAIN | OWN), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None, strip_comments=True
)


def safe(html: str) -> Markup:
    """The HTML without anything that a browser would run, load as a frame or send anywhere."""
    return Markup(CLEANER.clean(html))  # noqa: S704 - this is what makes it safe
