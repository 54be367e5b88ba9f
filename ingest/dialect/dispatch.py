"""Asks only those rules of the markdown parser that can match a line that begins as this one does.

The parser asks all of them, one after the other, at every block and at every line of a paragraph.
"""

from collections.abc import Callable, Sequence

from markdown_it.ruler import Rule, Ruler
from markdown_it.rules_block import StateBlock

BlockRule = Callable[[StateBlock, int, int, bool], bool]

OPENINGS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
    "footnote_def": "[",
    "html_block": "<",
    "heading": "#",
    "tag_lines": "{\\<",
    "math_lines": "$",
}
"""The characters that a line may begin with, behind its indent, for a rule to match; any for the others."""


def dispatch(ruler: Ruler[BlockRule]) -> Callable[[str], list[BlockRule]]:
    """What stands in for `ruler.getRules`: one rule a chain, which asks those of the chain that can match."""
    chains: dict[str, list[BlockRule]] = {}

    def rules(chain: str = "") -> list[BlockRule]:
        if chain not in chains:
            enabled = [rule for rule in ruler.__rules__ if rule.enabled and (not chain or chain in rule.alt)]
            chains[chain] = [_by_opening(enabled)]
        return chains[chain]

    return rules


def _by_opening(rules: Sequence[Rule[BlockRule]]) -> BlockRule:
    openings = set("".join(OPENINGS.values()))
    able = {opening: _able(rules, opening) for opening in openings}
    others = _able(rules, "")

    def rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        start = state.bMarks[start_line] + state.tShift[start_line]
        asked = able.get(state.src[start : start + 1], others)
        for each in asked:  # noqa: SIM110 - a generator would cost more than most rules
            if each(state, start_line, end_line, silent):
                return True
        return False

    return rule


def _able(rules: Sequence[Rule[BlockRule]], opening: str) -> tuple[BlockRule, ...]:
    return tuple(
        rule.fn for rule in rules if rule.name not in OPENINGS or (opening and opening in OPENINGS[rule.name])
    )
