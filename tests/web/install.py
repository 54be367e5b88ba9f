"""Puts a Chromium where there is none, for the browser tests: python -m tests.web.install

The system's package where packages may be installed, else Playwright's own download. Where neither can be had
the suite runs all the same: its browser tests are skipped, and say so.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tests.web.browser import MISSING, installed

PACKAGE = (("apt-get", "update", "-qq"), ("apt-get", "install", "-y", "-qq", "chromium"))
OWN = ((sys.executable, "-m", "playwright", "install", "chromium"),)


def main() -> None:
    """Install one, unless there is one."""
    if _is_there():
        return
    may_install = shutil.which("apt-get") and os.geteuid() == 0
    for commands in (PACKAGE, OWN) if may_install else (OWN,):
        if all(map(_done, commands)) and _is_there():
            return
    print(MISSING, file=sys.stderr)


def _is_there() -> bool:
    with sync_playwright() as playwright:
        return installed(playwright) is not None


def _done(command: tuple[str, ...]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, check=False, env=environment).returncode == 0  # noqa: S603 - ours


if __name__ == "__main__":
    main()
