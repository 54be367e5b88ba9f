"""Which pages the answers come from."""

from pathlib import Path

from service.answer import Status
from service.insights.pages import never_used, page_uses
from tests.service.bilingual import SUPPORT, installed
from tests.service.insights.noted import asked


def test_pages_are_counted_by_the_answers_that_name_them(tmp_path: Path) -> None:
    """Those that no answer came from are told apart, the ones that were near first."""
    generation = installed(tmp_path).asker().generation()
    questions = [
        asked("a", status=Status.ANSWERED, sources=(SUPPORT, "/en/keys")),
        asked("b", status=Status.PARTIAL, sources=(SUPPORT,)),
        asked("c", nearest=("/en/billing/upgrade", SUPPORT, "/gone")),
    ]
    uses = page_uses(questions, generation)
    assert [(use.url, use.answers, use.nearest) for use in uses[:2]] == [(SUPPORT, 2, 1), ("/en/keys", 1, 0)]
    assert len(uses) == len(list(generation.pages()))
    unused = never_used(uses)
    assert unused[0].url == "/en/billing/upgrade"
    assert {use.url for use in unused} == {"/", "/en", "/faturamento/suporte", "/en/billing/upgrade"}
