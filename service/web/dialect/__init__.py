"""Shows the platform's markdown to people: semantic HTML in which nothing is run."""

from service.web.dialect.render import Rendered, rendered
from service.web.dialect.targets import Targets
from service.web.dialect.writer import Heading

__all__ = ["Heading", "Rendered", "Targets", "rendered"]
