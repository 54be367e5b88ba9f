"""What every tool works with: who answers, where addresses lead, how much may be said."""

from dataclasses import dataclass, field

from service.ask import Asker
from service.feedback import FeedbackStore
from service.links import Links
from service.moves import Moves


@dataclass(frozen=True, slots=True)
class Budgets:
    """How long results may be, so that they fit into a model's context: passages and pages in characters."""

    search: int = 12_000
    page: int = 40_000
    answer_tokens: int = 5_000


@dataclass(frozen=True, slots=True)
class Served:
    """The documentation as one client sees it; nothing is kept of feedback where nobody takes it."""

    asker: Asker
    links: Links
    feedback: FeedbackStore | None = None
    budgets: Budgets = Budgets()
    moves: Moves = field(default_factory=Moves)
