"""How a reader wants the interface: its language and theme, from cookies and from what the browser says."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.accept import Accepted, Liking
from service.web.texts import FALLBACK, interfaces

INTERFACE_COOKIE = "askdocs_interface"
THEME_COOKIE = "askdocs_theme"


class Theme(StrEnum):
    """Light or dark; `auto` is as the device has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"

    @property
    def next(self) -> "Theme":
        """The theme after this one, when one goes through them."""
        themes = list(Theme)
        return themes[(themes.index(self) + 1) % len(themes)]


@dataclass(frozen=True, slots=True)
class Preferences:
    """The language of the interface (ISO 639-1) and the theme."""

    interface: str = FALLBACK
    theme: Theme = Theme.AUTO


def preferences(cookies: Mapping[str, str], accept_language: str, page_language: str = "") -> Preferences:
    """What the reader chose; else the language that the browser asks for, else the page's, else English."""
    spoken = (cookies.get(INTERFACE_COOKIE, ""), _preferred(accept_language), page_language)
    interface = next((each for each in spoken if each in interfaces()), FALLBACK)
    theme = cookies.get(THEME_COOKIE, "")
    return Preferences(interface, Theme(theme) if theme in set(Theme) else Theme.AUTO)


def _preferred(accept_language: str) -> str:
    """The language that the browser likes best of those that the interface speaks; "" for none."""
    likings: dict[str, Liking] = {}
    for tag, liking in Accepted.parse(accept_language).ranges.items():
        language = tag.partition("-")[0]
        if language in interfaces() and liking.quality:
            likings[language] = max(liking, likings.get(language, liking))
    return max(likings, key=lambda each: likings[each], default="")
