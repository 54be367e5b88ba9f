"""Syncs that are killed, a few of them; `python -m tests.functional.kill` kills a hundred and more."""

from pathlib import Path

from tests.functional.kill import SEED, campaign
from tests.functional.phases import Phase


def test_killed_syncs_lose_nothing_and_the_index_answers_throughout(tmp_path: Path) -> None:
    """Whichever phase a kill falls into, pages stay, the live index is whole, and the next sync ends well."""
    tally = campaign(kills=4, pages=16, seed=SEED, data=tmp_path)
    assert tally.is_clean, (tally.lost, tally.wrong, tally.seen.wrong)
    assert tally.kills.total() == 4
    assert len(set(tally.kills) - {Phase.START}) >= 2
    assert tally.seen.questions > 100
    assert tally.pages == 16
