"""The turns of phrase in which text gives orders to AI agents, by language: data, to be added to."""

from collections.abc import Mapping

from ingest.orders.elsewhere import CHINESE, DUTCH, JAPANESE, KOREAN, MARKERS, RUSSIAN
from ingest.orders.english import ENGLISH
from ingest.orders.french import FRENCH
from ingest.orders.german import GERMAN
from ingest.orders.italian import ITALIAN
from ingest.orders.order import Order, Phrases
from ingest.orders.portuguese import PORTUGUESE
from ingest.orders.spanish import SPANISH

__all__ = ["LANGUAGES", "Order", "Phrases"]

LANGUAGES: Mapping[str, Phrases] = {
    "en": ENGLISH,
    "pt": PORTUGUESE,
    "es": SPANISH,
    "fr": FRENCH,
    "de": GERMAN,
    "it": ITALIAN,
    "nl": DUTCH,
    "ru": RUSSIAN,
    "zh": CHINESE,
    "ja": JAPANESE,
    "ko": KOREAN,
    "": MARKERS,
}
"""By ISO 639-1 code, "" for no language. A text is searched for those of all languages: an intruder need not
write the page's.
"""
