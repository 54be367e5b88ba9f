"""The parser asks fewer rules, and finds the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dialect.dispatch import OPENINGS
from ingest.dialect.rules import PARSER, make_parser
from tests.ingest.documents import broken, documents

PATIENT = make_parser()
del PATIENT.block.ruler.getRules  # asks every rule, as the library does


@settings(max_examples=150, deadline=None)
@given(st.one_of(documents, broken))
def test_every_text_is_parsed_as_by_asking_all_rules(markdown: str) -> None:
    """Token by token, in well-formed and in broken documents."""
    assert [token.as_dict() for token in PARSER.parse(markdown)] == [
        token.as_dict() for token in PATIENT.parse(markdown)
    ]


@pytest.mark.parametrize("name", OPENINGS)
def test_every_rule_that_is_passed_over_is_one_of_the_parser(name: str) -> None:
    """A rule that the library calls otherwise would be asked at every line again."""
    assert name in PARSER.block.ruler.get_all_rules()
