"""Pages as one reads them, in a real browser: tabs, copying, the place of a link, the tree, a phone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from service.app import create_app
from service.ask import Asker
from service.web.place import place_of
from tests.service.generation import installed, quoting
from tests.service.http.served import served
from tests.web.conftest import Opens
from tests.web.test_dialect_safety import HOSTILE

CLIPBOARD = ["clipboard-read", "clipboard-write"]
READ_CLIPBOARD = "navigator.clipboard.readText()"
LONG = "\n\n".join(f"Paragraph number {number} says that much." for number in range(80))
WIDE = "a_very_long_word_without_a_break_in_it" * 6

GUIDE = f"""# Guide

How to begin.

{{% tabs %}}
{{% tab title="Windows" %}}
Press the key.

### On Windows
{{% endtab %}}
{{% tab title="macOS" %}}
Press the apple.

### On macOS

Only here: the quince.
{{% endtab %}}
{{% tab title="Linux" %}}
Type it.
{{% endtab %}}
{{% endtabs %}}

## Code

{{% code title="first.sql" %}}
```sql
SELECT 1 < 2;
-- {WIDE}
```
{{% endcode %}}

## Results

| {" | ".join(f"Column {number}" for number in range(12))} |
|{"---|" * 12}
| {" | ".join(["value"] * 12)} |

`{WIDE}` and {WIDE} and <https://other.test/{WIDE}>

<figure><img src="https://img.test/missing.png" alt="The dashboard"></figure>

## Long

{LONG}

The last words are about the medlar.
"""

NAMES = [
    "Main",
    "Said",
    "Ask",
    "Asking",
    "Question",
    "Keys",
    "Keys-title",
    "Results",
    "Options",
    "Option-1",
    "Sections",
    "Pages",
    "Peek",
    "Filter-language",
    "Found",
    "Note-1",
]
"""What ids of the interface are called."""

PAGES = {
    "README.md": "# Home\n\nWelcome.\n\n## Sections\n\nAll of them.\n",
    "names.md": "# Names\n\n"
    + "\n\n".join(f"## {name}\n\nIt is so called.[^1]" for name in NAMES)
    + '\n\n## <a id="ui:ask"></a> Posing\n\n[^1]: A note.\n',
    "guide.md": GUIDE,
    "guide/next.md": "# Next step\n\nGo on.\n",
    "more/hostile.md": "# Hostile\n\n" + "\n\n".join(HOSTILE) + "\n\nThe end.\n",
}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Asker:
    """What answers from a few pages that have everything."""
    with ThreadPoolExecutor(
        1
    ) as apart:  # the browser keeps an event loop in this thread, a crawl needs its own
        return quoting(apart.submit(installed, tmp_path_factory.mktemp("reading"), PAGES).result())


@pytest.fixture(scope="module")
def site(asker: Asker) -> Iterator[str]:
    """The address at which they are served."""
    with served(create_app(asker)) as running:
        yield running.url


def place(asker: Asker, words: str) -> str:
    """The place of these words in the guide, as a link has it."""
    guide = asker.generation().page("/guide")
    assert guide is not None
    return place_of(guide, words)


def test_tabs_by_keyboard(opened: Opens) -> None:
    """Arrows, Home and End choose a tab; its panel alone is shown, and is next in line."""
    page = opened("/guide")
    first = page.get_by_role("tab", name="Windows")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_have_count(1)
    first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="macOS")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="macOS")).to_contain_text("quince")
    expect(page.get_by_text("Press the key.")).to_be_hidden()
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name="Linux")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tabpanel", name="Windows")).to_be_focused()


def test_a_link_opens_the_tab_that_it_leads_into(opened: Opens) -> None:
    """A heading in a tab that is closed is shown where an address names it."""
    page = opened("/guide#on-macos")
    expect(page.get_by_role("tab", name="macOS")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("heading", name="On macOS")).to_be_in_viewport()
    page.evaluate("location.hash = 'on-windows'")
    expect(page.get_by_role("heading", name="On Windows")).to_be_in_viewport()


def test_a_heading_may_be_called_what_the_interface_calls_its_parts(opened: Opens) -> None:
    """A link to a heading leads to it, even where the search box has the same name for something."""
    expect(opened("/guide#results").get_by_role("heading", name="Results")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/names", "/"])
def test_headings_take_no_id_of_the_interface(opened: Opens, path: str) -> None:
    """Whatever headings are called: no id is there twice, and search and keys work."""
    page = opened(path)
    page.keyboard.press("/")
    page.keyboard.type("called")
    expect(page.locator(".option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".option").first).to_have_attribute("aria-selected", "true")
    ids = page.locator("[id]").evaluate_all("elements => elements.map(each => each.id)")
    assert sorted(ids) == sorted(set(ids))
    page.keyboard.press("Escape")
    page.locator("[name=ask]").blur()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_code_is_copied_as_it_is(opened: Opens) -> None:
    """The button of a block of code copies all of it, and says so."""
    page = opened("/guide", permissions=CLIPBOARD)
    block = page.locator(".code")
    block.get_by_role("button", name="Copy code").click()
    expect(block.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate(READ_CLIPBOARD) == f"SELECT 1 < 2;\n-- {WIDE}"


def test_the_page_is_copied_as_markdown(opened: Opens) -> None:
    """The page is copied as its author wrote it, without what the site adds for agents."""
    page = opened("/guide/next", permissions=CLIPBOARD)
    page.get_by_role("button", name="Copy page as markdown").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate(READ_CLIPBOARD).strip() == PAGES["guide/next.md"].strip()


def test_what_cannot_be_copied_is_told(opened: Opens) -> None:
    """Where the browser lets nobody copy, the button says so."""
    page = opened("/guide")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Copy code").click()
    expect(page.get_by_role("button", name="The browser does not let us copy.")).to_be_visible()


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_the_place_of_a_link_is_marked(opened: Opens, asker: Asker, java_script_enabled: bool) -> None:
    """The words that a link points out are marked, and the page opens at them."""
    at = place(asker, "The last words are about the medlar.")
    page = opened(f"/guide?at={at}#ui:found", java_script_enabled=java_script_enabled)
    found = page.locator(".prose .found")
    expect(found).to_have_text("The last words are about the medlar.")
    expect(found).to_be_in_viewport()


def test_the_place_in_a_closed_tab_is_shown(opened: Opens, asker: Asker) -> None:
    """A tab that holds the marked words is open."""
    page = opened(f"/guide?at={place(asker, 'the quince')}#on-macos")
    expect(page.locator(".prose .found")).to_be_in_viewport()
    expect(page.locator(".prose .found")).to_have_text("Only here: the quince.")


def test_without_scripts(opened: Opens) -> None:
    """Tabs are sections under their titles, and one gets about by the tree and to the next page."""
    page = opened("/guide", java_script_enabled=False)
    expect(page.get_by_text("Press the key.")).to_be_visible()
    expect(page.get_by_text("Only here: the quince.")).to_be_visible()
    expect(page.get_by_role("button", name="Copy code")).to_have_count(0)
    tree = page.get_by_role("navigation", name="Pages of this documentation")
    expect(tree.locator("[aria-current=page]")).to_have_text("Guide")
    expect(tree.get_by_role("link", name="Next step")).to_be_visible()
    expect(tree.get_by_role("link", name="Hostile")).to_be_visible()
    page.get_by_role("link", name="Next page Next step").click()
    expect(page.locator("h1")).to_have_text("Next step")
    page.get_by_role("link", name="Previous page Guide").click()
    expect(page.locator("h1")).to_have_text("Guide")


def test_a_hostile_page_does_nothing(opened: Opens) -> None:
    """A page that is one attack after the other is read like any other, and the browser runs none of it."""
    page = opened("/more/hostile")
    expect(page.get_by_text("The end.")).to_be_visible()
    assert (
        page.evaluate("[...document.querySelectorAll('main :is(script, iframe, object, form)')].length") == 0
    )
    for link in page.locator(".prose a[href]").all():
        assert (link.get_attribute("href") or "").startswith(("#", "/", "http://", "https://"))
    assert page.url.endswith("/more/hostile")


def test_figures_load_late_and_have_their_words(opened: Opens) -> None:
    """A figure is fetched when one gets near it, without telling where from; it is known by its words."""
    picture = opened("/guide").get_by_role("img", name="The dashboard")
    assert picture.get_attribute("loading") == "lazy"
    assert picture.get_attribute("referrerpolicy") == "no-referrer"


@pytest.mark.parametrize("path", ["/guide", "/more/hostile"])
def test_a_phone_does_not_scroll_sideways(opened: Opens, path: str) -> None:
    """Wide tables and code scroll by themselves, long words break."""
    page = opened(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_tree_on_a_phone(opened: Opens) -> None:
    """On a phone the tree opens over the page and Escape closes it; the focus comes back."""
    page = opened("/guide", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tree = page.get_by_role("navigation", name="Pages of this documentation")
    expect(tree).to_be_hidden()
    page.get_by_role("button", name="Pages").click()
    expect(tree.get_by_role("link", name="Next step")).to_be_visible()
    page.keyboard.press("Escape")
    expect(tree).to_be_hidden()
    expect(page.get_by_role("button", name="Pages")).to_be_focused()


def test_the_outline_follows_the_reader(opened: Opens) -> None:
    """The line of the part that one reads is marked."""
    page = opened("/guide")
    outline = page.get_by_role("navigation", name="On this page")
    outline.get_by_role("link", name="Long").click()
    expect(outline.locator("[aria-current=location]")).to_have_text("Long")


def test_asking_about_the_page(opened: Opens) -> None:
    """The button leads to the search box, which asks from this page."""
    page = opened("/guide/next")
    page.get_by_role("link", name="Ask about this page").click()
    expect(page.locator("[name=ask]")).to_be_focused()
    assert page.locator("form[role=search]").get_attribute("action") == "/guide/next"
