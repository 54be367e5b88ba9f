"""What the form for signing in shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInView:
    """Where to go afterwards, whether the key was wrong, and what another key did not open.

    `name` is that of the key that the reader has signed in with, "" for none; `shows_insights` says whether
    it opens them.
    """

    back: str
    is_wrong: bool = False
    lacking: str = ""
    name: str = ""
    shows_insights: bool = False
