"""The frame around every page: whose site it is, its search box, and how the reader wants the interface."""

from collections.abc import Mapping
from dataclasses import dataclass

from index.store import Generation
from service.variants import default_language
from service.web.preferences import Preferences
from service.web.texts import Texts, interfaces, texts


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout shows around its content.

    `title` and `home` are the site's name and the path of its home page, `action` the path that questions are
    sent to, `here` the address of this page with its query. `languages` are those of the site's pages,
    `sites` the names of the sites. `question` fills the search box. `shows_insights` says that everybody
    may see the insights, `has_keys` that something here needs a key. Who has signed in is not told: the page
    is kept for everybody who likes it so.
    """

    title: str
    home: str
    action: str
    here: str
    preferences: Preferences
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    question: str = ""
    shows_insights: bool = False
    has_keys: bool = False

    @property
    def says(self) -> Texts:
        """The words of the interface."""
        return texts(self.preferences.interface)

    @property
    def interfaces(self) -> Mapping[str, str]:
        """The languages of the interface, each with its own name."""
        return {code: texts(code).frame.own_name for code in interfaces()}


def home_page(generation: Generation, language: str) -> tuple[str, str]:
    """Title and path of the home page in a language; of the site's first one where that has none."""
    own = f"/{language}" if language and language != default_language(generation) else "/"
    page = generation.page(own) or generation.page("/")
    return (page.title, page.path) if page else (generation.info.source, "/")
