"""Makes questions of a page, which its site should be able to answer."""

import re

from ingest.language import Detector, prose
from service.phrasebook import languages, phrases

HEADING = re.compile(r"^#{1,6} +(?P<words>.+?)\s*#*$", re.MULTILINE)
MOST = 5
TRAILER = "\n# Agent Instructions"


def questions_of(markdown: str) -> list[str]:
    """What the page says below its first headings, in its language; [] for a text without headings."""
    text = markdown.partition(TRAILER)[0]
    headings = list(dict.fromkeys(HEADING.findall(text)))
    about = phrases(Detector(sorted(languages())).detect(prose(text), "en")).about
    return [about.format(heading=heading, title=headings[0]) for heading in (headings[1:] or headings)[:MOST]]
