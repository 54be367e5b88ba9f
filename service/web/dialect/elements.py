"""What becomes of the HTML elements that authors write: those that say something to a reader stay."""

from collections.abc import Mapping
from types import MappingProxyType

from ingest.dialect.inline import HTML
from service.web.dialect.targets import Targets
from service.web.dialect.writing import Attribute, classes, element, escaped, void

WORDS = "abbr b cite code del dfn em i ins kbd mark q s samp small strong sub sup u var"
INLINE = frozenset(WORDS.split())
"""Elements amid text that stay as they are, without their attributes."""

IN_CELLS = frozenset({"p", "ul", "ol", "li", "div"})
"""Elements that authors put amid text where a cell is to hold more than one paragraph."""

RENAMED: Mapping[str, str] = MappingProxyType({"strike": "s", "tt": "code", "big": "strong"})

BREAKS = frozenset({"br", "hr"})

Given = Mapping[str, str]
"""The attributes of an element as its author wrote them."""


def inline_name(name: str) -> str:
    """What an element amid text is called in our HTML; "" where only its text is kept."""
    name = RENAMED.get(name, name)
    return name if name in INLINE | IN_CELLS else ""


def is_placeholder(name: str) -> bool:
    """Whether `<name>` is no HTML but something the author wants to be read."""
    return name not in HTML


def link_attributes(given: Given, targets: Targets) -> dict[str, Attribute] | None:
    """The attributes of an `<a>`; None where it leads nowhere."""
    target = targets.link(given.get("href", "")) if given.get("href", "") else None
    if target is None:
        return None
    names = given.get("class", "").split()
    button = classes("button", "primary" if "primary" in names else "") if "button" in names else None
    return {"href": target.href, "rel": target.rel, "title": given.get("title", "") or None, "class_": button}


def picture(given: Given, targets: Targets) -> str:
    """A picture; where it has no address that can be loaded, what it shows in words."""
    alt, address = given.get("alt", "").strip(), targets.picture(given.get("src", ""))
    if address is None:
        return element("span", escaped(alt), class_="picture-missing") if alt else ""
    sizes = {name: given.get(name, "") for name in ("width", "height") if given.get(name, "").isdecimal()}
    return void(
        "img",
        src=address,
        alt=alt,
        title=given.get("title", "") or None,
        loading="lazy",
        decoding="async",
        referrerpolicy="no-referrer",
        **sizes,
    )
