"""What the form for signing in shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignInView:
    """Where to go afterwards, whether the key was wrong, and what another key did not open."""

    back: str
    is_wrong: bool = False
    lacking: str = ""
