"""An answerer that stops in the middle, so that a test can see what was told until then."""

from dataclasses import dataclass, field
from threading import Event

from service.answerer import Answerer, Draft, Tell, untold
from service.found import Found


@dataclass(slots=True)
class Halting:
    """Tells the first half of what `quoting` says, waits until it may go on, and fails then if told so."""

    quoting: Answerer
    may_go_on: Event = field(default_factory=Event)
    failure: Exception | None = None

    def draft(self, found: Found, tell: Tell = untold) -> Draft:
        """The same draft, in two pieces."""
        draft = self.quoting.draft(found)
        half = len(draft.markdown) // 2
        if draft.markdown:
            tell(draft.markdown[:half])
        assert self.may_go_on.wait(30), "nobody let it go on"
        if self.failure:
            raise self.failure
        if draft.markdown:
            tell(draft.markdown[half:])
        return draft
