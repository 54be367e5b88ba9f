"""Gives the widgets of documentation sites back their meaning: hints, tabs, steps, formulas, tables."""

import re
from collections import defaultdict
from collections.abc import Sequence

from bs4 import Tag
from bs4.element import NavigableString

from ingest.webpage.document import (
    ERASED,
    attribute,
    elements,
    erase,
    having,
    holds,
    inside,
    nearest,
    of_class,
    opening_words,
    tokens,
    words,
)

HINT = re.compile(
    r"(?:[\w]+-)*(?:hint|callout|admonition|alert|starlight-aside|custom-block)(?:_{1,2}\w+)?", re.IGNORECASE
)
STYLES = {
    "info": "info note information tip hint important abstract question seealso",
    "success": "success check done ok",
    "warning": "warning warn caution attention",
    "danger": "danger error failure fail bug critical",
}
STYLE_NAMES = {name: style for style, names in STYLES.items() for name in names.split()}
HINT_TITLE = re.compile(r"title|heading|label|header", re.IGNORECASE)

STEPPER = re.compile(r"(?:[\w]+[-_])*(?:stepper|steps)(?:[-_]{1,2}\w+)?", re.IGNORECASE)
STEP = re.compile(r"(?:[\w]+[-_])*step(?:[-_]{1,2}(?:item|container|\w{6}))?", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,3}\.?")
TAB_SETS = ("tabbed-set", "sd-tab-set")
TAB_LABELS = ("tabbed-labels", "sd-tab-label")
TAB_PANELS = ("tabbed-block", "tabbed-content", "sd-tab-content")
CLIMB_MAX = 4

ROLES = {
    "table": "table",
    "grid": "table",
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "rowheader": "th",
    "columnheader": "th",
}
BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table", "figure", "section")


def rewrite_formulas(root: Tag) -> None:
    """Makes every typeset formula a `formula` that holds its TeX."""
    for annotation in inside(root, "annotation"):
        outer = _formula(annotation) if "tex" in attribute(annotation, "encoding") else None
        if outer is not None:
            block = "katex-display" in tokens(outer) or attribute(outer, "display") in {"block", "true"}
            _become_formula(outer, annotation.get_text(), block)
    for script in inside(root, "script"):
        if attribute(script, "type").startswith("math/tex"):
            _become_formula(script, script.get_text(), "display" in attribute(script, "type"))


def _formula(annotation: Tag) -> Tag | None:
    """The outermost element that is this formula and nothing else."""
    outer = nearest(annotation, "math")
    for parent, _ in zip(annotation.parents, range(CLIMB_MAX * 2), strict=False):
        if not {"katex", "katex-display"}.isdisjoint(tokens(parent)) or parent.name == "mjx-container":
            outer = parent
    return outer


def _become_formula(element: Tag, tex: str, block: bool) -> None:
    if element.parent is None:
        return
    formula = Tag(name="formula", attrs={"block": "yes"} if block else {})
    formula.append(NavigableString(" ".join(tex.split())))
    element.replace_with(formula)


def rewrite_tasks(main: Tag) -> None:
    """Notes on every item of a task list whether it is done, and erases its box."""
    boxes = [*having(main, "type", "checkbox"), *having(main, "role", "checkbox")]
    for box in boxes:
        item = nearest(box, "li")
        if item is not None and not item.has_attr("data-task"):
            state = (attribute(box, "aria-checked"), attribute(box, "data-state"))
            done = box.has_attr("checked") or "true" in state or "checked" in state
            item["data-task"] = "done" if done else "open"
            erase(box)


def rewrite_tabs(main: Tag) -> None:
    """Makes every set of tabs a `tabs` that holds a `tab` for each panel, shown or not."""
    ids, labelled, near = _by(main, "id"), _by(main, "aria-labelledby"), _near(main)
    for tablist in having(main, "role", "tablist"):
        labels = having(tablist, "role", "tab")
        panels = [
            ids.get(attribute(label, "aria-controls")) or labelled.get(attribute(label, "id"))
            for label in labels
        ]
        if not any(panels):
            panels = list(_panels_beside(tablist, near, len(labels)))
        _become_tabs(tablist, labels, panels)
    for tab_set in of_class(main, *TAB_SETS):
        if tab_set.name != ERASED:
            _rewrite_tab_set(tab_set)


def _by(main: Tag, name: str) -> dict[str, Tag]:
    """The elements by the value of an attribute, those without it left out."""
    found = {attribute(element, name): element for element in having(main, name)}
    return {value: element for value, element in found.items() if value}


def _near(main: Tag) -> dict[int, list[Tag]]:
    """The tab panels by the identity of the elements around them, those inside other panels left out."""
    found: dict[int, list[Tag]] = defaultdict(list)
    for panel in having(main, "role", "tabpanel"):
        for parent, _ in zip(panel.parents, range(CLIMB_MAX), strict=False):
            if attribute(parent, "role") == "tabpanel":
                break
            found[id(parent)].append(panel)
    return found


def _panels_beside(tablist: Tag, near: dict[int, list[Tag]], count: int) -> Sequence[Tag]:
    """The next tab panels in the nearest element around the list that holds any."""
    around = (near.get(id(parent)) for parent, _ in zip(tablist.parents, range(CLIMB_MAX), strict=False))
    panels = next(filter(None, around), [])
    taken = panels[:count]
    del panels[:count]
    return taken


def _rewrite_tab_set(tab_set: Tag) -> None:
    holders = of_class(tab_set, *TAB_LABELS)
    labels = [
        label
        for holder in holders
        for label in ([holder] if holder.name == "label" else inside(holder, "label"))
    ]
    labels = labels or [child for child in elements(tab_set) if child.name == "label"]
    panels = [panel for panel in of_class(tab_set, "tabbed-block") if _set_of(panel) is tab_set]
    panels = panels or [child for child in elements(tab_set) if not set(TAB_PANELS).isdisjoint(tokens(child))]
    own = [label for label in labels if _set_of(label) is tab_set]
    _become_tabs(tab_set, own, panels)


def _set_of(part: Tag) -> Tag | None:
    return part.find_parent(class_=TAB_SETS)


def _become_tabs(element: Tag, labels: Sequence[Tag], panels: Sequence[Tag | None]) -> None:
    barred = {id(element), *map(id, element.parents)}
    pairs: list[tuple[str, Tag]] = []
    for label, panel in zip(labels, panels, strict=False):
        if panel is not None and id(panel) not in barred:
            pairs.append((words(label), panel))
            barred.add(id(panel))
    for _, panel in pairs:
        panel.extract()
    element.clear()
    element.name = "tabs" if pairs else ERASED
    element.attrs = {}
    for title, panel in pairs:
        panel.name = "tab"
        panel.attrs = {"title": title}
        element.append(panel)


def rewrite_widgets(main: Tag) -> None:
    """Makes hints, steps, disclosures, tables of divs and links around blocks elements of their own."""
    ids = _by(main, "id")
    for element in inside(main):
        if element.name in {"div", "section", "aside", "blockquote", "details"} and _is_hint(element):
            _become_hint(element)
        elif attribute(element, "role") in ROLES and element.name in {"div", "span", "section"}:
            element.name = ROLES[attribute(element, "role")]
        elif element.name == "button":
            _disclose(element, ids)
        elif element.name == "a" and holds(element, *BLOCKS):
            _move_link_inside(element)
        elif element.name in {"div", "section", "ol", "ul"}:
            _rewrite_steps(element)


def _is_hint(element: Tag) -> bool:
    told = attribute(element, "role") in {"alert", "note"} or element.has_attr("data-callout-type")
    named = any(map(HINT.fullmatch, tokens(element)))
    return (told or named) and "tab-pane" not in tokens(element) and nearest(element, "hint") is None


def _hint_titles(hint: Tag) -> list[Tag]:
    return [part for part in having(hint, "class") if any(map(HINT_TITLE.search, tokens(part)))]


def _become_hint(element: Tag) -> None:
    names = [name for token in tokens(element) for name in re.split(r"[-_]+", token.lower())]
    names += [attribute(element, "data-callout-type"), attribute(element, "data-style")]
    style = next((STYLE_NAMES[name] for name in names if name in STYLE_NAMES and name != "hint"), "info")
    for title in _hint_titles(element)[:1]:
        if words(title).lower() in names:
            erase(title)
        elif title.name in {"p", "div", "span"} and not holds(title, *BLOCKS):
            title.name = "strong-line"
    element.name = "hint"
    element.attrs = {"style": style}


def _rewrite_steps(element: Tag) -> None:
    children = list(elements(element))
    named = any(map(STEPPER.fullmatch, tokens(element)))
    if named and children and all(_is_step(child) for child in children):
        steps = children
    else:
        steps = [child for child in children if element.name in {"div", "section"} and _is_numbered(child)]
        if not steps or len(steps) != len(children) or [_number(step) for step in steps] != _counted(steps):
            return
    element.name = "stepper"
    for step in steps:
        _become_step(step)


def _is_step(child: Tag) -> bool:
    named = any(map(STEP.fullmatch, tokens(child))) or attribute(child, "role") == "listitem"
    return child.name == "li" or named or _is_numbered(child)


def _is_numbered(child: Tag) -> bool:
    """Whether it is a number beside content, as steps are drawn."""
    parts = list(elements(child))
    return len(parts) == 2 and child.name == "div" and bool(NUMBER.fullmatch(opening_words(parts[0], 4)))


def _number(step: Tag) -> int:
    return int(opening_words(next(elements(step)), 4).rstrip("."))


def _counted(steps: Sequence[Tag]) -> list[int]:
    return list(range(1, len(steps) + 1))


def _become_step(step: Tag) -> None:
    first = next(elements(step), None)
    if first is not None and NUMBER.fullmatch(opening_words(first, 4)):
        erase(first)
    step.name = "step"


def _disclose(button: Tag, ids: dict[str, Tag]) -> None:
    """Makes a button and what it opens a `disclosure`; a button that opens nothing here goes."""
    panel = ids.get(attribute(button, "aria-controls")) if button.has_attr("aria-expanded") else None
    text = words(button)
    if panel is None or not text or any(parent is panel for parent in button.parents):
        erase(button)
        return
    panel.extract()
    panel.name, panel.attrs = "div", {}
    button.clear()
    button.name, button.attrs = "disclosure", {"title": text}
    button.append(panel)


def _move_link_inside(link: Tag) -> None:
    """A card: the link goes to its first line, since a link of markdown holds no blocks."""
    href = attribute(link, "href")
    link.name, link.attrs = "div", {}
    line = next((part for part in inside(link, *BLOCKS) if not holds(part, *BLOCKS) and words(part)), None)
    if line is None or line.name in {"pre", "table", "ul", "ol", "figure"} or holds(line, "a"):
        return
    inner = Tag(name="a", attrs={"href": href})
    for child in list(line.contents):
        inner.append(child)
    line.append(inner)
