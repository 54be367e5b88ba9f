"""The icons that stand in a page's text, as SVG paths drawn on 24 by 24 units."""

from collections.abc import Mapping
from types import MappingProxyType

from service.web.dialect.writing import element

PATHS: Mapping[str, str] = MappingProxyType(
    {
        "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 7v6m0-9v.5",
        "success": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9.2 2.8 2.8L16 9.6",
        "warning": "M12 4 2.8 20h18.4L12 4Zm0 6.5v4m0 2.4v.5",
        "danger": "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3L8.3 3Zm3.7 4.5v5.5m0 2.6v.5",
        "prompt": "M4 5h16v11H9l-5 4V5Zm4 4h8m-8 3h5",
        "page": "M6 3h8l4 4v14H6V3Zm8 0v4h4M9 12h6m-6 4h6",
        "embed": "M9 6H5v13h13v-4m-5-10h6v6m0-6-9 9",
        "file": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
    }
)


def icon(name: str) -> str:
    """An icon that says nothing to a screen reader: its words stand beside it."""
    path = element("path", d=PATHS[name])
    return element("svg", path, class_="icon", viewBox="0 0 24 24", aria_hidden="true")
