"""Which site a job is about."""

from dataclasses import dataclass
from typing import Any

from service.settings import SiteSettings
from service.sync import chosen
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class Ticket:
    """A site by its name in the settings, or, where it has none, by its location.

    Nothing secret is in it: a worker reads the rest from its own settings.
    """

    name: str = ""
    location: str = ""
    allow_private: bool = False

    @classmethod
    def of(cls, site: SiteSettings) -> "Ticket":
        """That of a site."""
        return cls(site.name, "" if site.name else site.location, site.allow_private)

    @property
    def alone(self) -> str:
        """What jobs are called of which only one at a time may be done, since they begin and end rounds."""
        return f"round {self.name}"

    @classmethod
    def read(cls, facts: Any) -> "Ticket":  # noqa: ANN401 - it comes out of JSON
        """That in a job, out of JSON."""
        return cls(**facts)

    def site(self, workspace: Workspace) -> SiteSettings:
        """The site as this worker's settings have it. Raises SettingsError where they do not."""
        (found,) = chosen(workspace, self.name or self.location or None, allow_private=self.allow_private)
        return found
