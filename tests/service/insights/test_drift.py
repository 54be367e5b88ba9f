"""Translations that drifted apart are found, and what one of them lacks is named."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from index.embedders.hashing import HashingEmbedder
from index.store import Generation
from ingest.page import Alternate, Page
from service.insights.alignment import aligned
from service.insights.difference import Difference, Kind, in_words
from service.insights.drift import Drift, drifts
from service.insights.sections import sections
from service.insights.space import Space
from service.wiring import Workspace

THEN = datetime(2026, 1, 1, tzinfo=UTC)

EN = """# Limits

Keys have limits.

## Calls

* ten
* twenty

Ask `GET /limits` for 1,000 of them.

```sh
askdocs serve --port 8000  # the usual port
```

## Billing

See the invoice.
"""
PT = """# Limites

As chaves têm limites.

## Chamadas

* dez
* vinte

Peça `GET /limits` para 1.000 delas.

```sh
askdocs serve --port 8000  # a porta de sempre
```

## Faturamento

Veja a fatura.
"""


@dataclass(frozen=True, slots=True)
class Pages:
    """As much of a generation as is needed: its pages."""

    held: tuple[Page, ...]

    def pages(self) -> Iterator[Page]:
        """All of them."""
        return iter(self.held)

    def page(self, path: str) -> Page | None:
        """The one with this path or URL."""
        return next((page for page in self.held if path in (page.path, page.url)), None)


def twins(english: str, portuguese: str, newer_by: int = 0) -> tuple[Drift, ...]:
    """What differs between two pages that are translations of each other."""
    one = Page("/en/x", "/en/x", "Limits", "", "en", english, THEN, THEN + timedelta(days=newer_by))
    other = Page("/x", "/x", "Limites", "", "pt", portuguese, THEN, THEN)
    held = (
        replace(one, alternates=(Alternate("pt", "/x"),)),
        replace(other, alternates=(Alternate("en", "/en/x"),)),
    )
    return drifts(Pages(held), Space(HashingEmbedder(), {}))  # type: ignore[arg-type] # as much as is needed


def said(english: str, portuguese: str, newer_by: int = 0) -> list[str]:
    """The same in words."""
    return [in_words(each) for drift in twins(english, portuguese, newer_by) for each in drift.differences]


def test_true_translations_do_not_differ() -> None:
    """Words, comments in code and how numbers are written are a translator's to change."""
    assert twins(EN, PT) == ()


def test_each_thing_that_one_lacks_is_named() -> None:
    """Numbers, names, code, list items, and a page that was changed long after its twin."""
    assert said(EN.replace("1,000", "2,500"), PT) == [
        "en has numbers that pt lacks: 2,500",
        "pt has numbers that en lacks: 1.000",
    ]
    assert "pt has names that en lacks: GET /limits" in said(EN.replace("`GET /limits`", "the service"), PT)
    assert "en has code that pt lacks: askdocs index" in said(
        EN.replace("askdocs serve", "askdocs index\naskdocs serve"), PT
    )
    assert said(EN.replace("`GET /limits`", "`Sheet1`"), PT.replace("`GET /limits`", "`Planilha1`")) == []
    assert said(EN, PT.replace("* vinte\n", "* vinte\n* trinta\n")) == [
        "pt has 1 more of item than en under “Chamadas”"
    ]
    assert said(EN, PT, newer_by=45) == ["en was changed 45 days after pt"]
    assert said(EN, PT, newer_by=5) == []


def test_missing_section_outweighs_small_things() -> None:
    """It comes first among the differences, by its heading."""
    without = PT[: PT.index("## Faturamento")].replace("As chaves", "Keys have limits. As chaves")
    (drift,) = twins(EN, without.replace("1.000", "1.001").replace("## Chamadas", "## Calls"))
    assert drift.differences[0] == Difference(Kind.SECTION, "en", "pt", ("Billing",), 1)
    assert {each.kind for each in drift.differences[1:]} == {Kind.NUMBERS}
    assert drift.apart == 4


def test_best_alignment_keeps_the_order() -> None:
    """A section in the middle that has no partner is left out, not the last one."""
    near = np.array([[0.9, 0.1], [0.1, 0.2], [0.2, 0.9]])
    assert aligned(near) == [(0, 0), (1, None), (2, 1)]
    assert aligned(near.T) == [(0, 0), (None, 1), (1, 2)]
    assert aligned(np.zeros((1, 1))) == [(0, None), (None, 0)]


def test_headings_inside_steps_begin_sections_too() -> None:
    """A title begins none, whatever it says."""
    steps = "{% stepper %}\n{% step %}\n### One\n\nDo it.\n{% endstep %}\n{% endstepper %}\n"
    text = f"# Title\n\n## T\n\nFirst.\n\n{steps}"
    found = sections(Page("/t", "/t", "T", "", "en", text, THEN))
    assert [(each.heading, each.level, each.text) for each in found] == [
        ("T", 2, "First."),
        ("One", 3, "Do it."),
    ]


@dataclass(frozen=True, slots=True)
class Changed:
    """A generation, one page of which reads otherwise."""

    generation: Generation
    url: str
    markdown: str

    def pages(self) -> Iterator[Page]:
        """All of them."""
        return map(self._changed, self.generation.pages())

    def page(self, path: str) -> Page | None:
        """The page with this path or URL."""
        found = self.generation.page(path)
        return self._changed(found) if found else None

    def _changed(self, page: Page) -> Page:
        return replace(page, markdown=self.markdown) if page.url == self.url else page


SUPPORT_PT = "/administracao-e-configuracao/faturamento/suporte"
SUPPORT_EN = "/en/administration-and-configuration/billing/support"
TAKEN_OUT = [
    ("pt", SUPPORT_PT, "#### Suporte B", "#### Suporte E", "Basic Support"),
    ("en", SUPPORT_EN, "### Service", "### Upgrade", "Acordo de nível de serviço (SLA)"),
]
"""Which language's page loses a section, from where to where, and what its twin calls it."""


@pytest.mark.models
@pytest.mark.parametrize(("lacks", "url", "start", "end", "heading"), TAKEN_OUT)
def test_planted_drift_ranks_first(
    sample: Workspace, lacks: str, url: str, start: str, end: str, heading: str
) -> None:
    """A section that is taken out of one page of the sample is named by what its twin calls it."""
    asker = sample.asker()
    generation = asker.generation()
    page = generation.page(url)
    assert page
    before, rest = page.markdown.split(start, 1)
    changed = Changed(generation, page.url, f"{before}{end}{rest.split(end, 1)[1]}")
    space = Space(asker.embedders.across(), {})
    first = drifts(changed, space)[0]  # type: ignore[arg-type] # as much of a generation as is needed
    assert page.url in (first.here.url, first.there.url)
    has = "pt" if lacks == "en" else "en"
    assert first.differences[0] == Difference(Kind.SECTION, has, lacks, (heading,), 1)
