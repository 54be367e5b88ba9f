"""Yes or no is said where the words settle it, and only there."""

import pytest

from index.terms import telling
from service.answerers.verdict import verdict
from service.phrasebook import phrases

CASES = [
    ("en", "Can I delete a group?", "You can delete a group at any time.", True),
    ("en", "Can I delete a group?", "You cannot delete a group.", False),
    ("en", "Are calls supported on the Basic plan?", "Calls are not supported on the Basic plan.", False),
    ("en", "Can I delete a group?", "You can delete a group if it has no members.", None),
    ("en", "Can I delete a group?", "You cannot delete a group without members.", None),
    ("en", "Can I delete a group?", "Can you delete a group?", None),
    ("en", "Can I delete a group?", "The portal has a menu.", None),
    ("en", "Can the Basic plan use calls?", "Only the Enterprise plan can use calls.", False),
    ("en", "Can the Enterprise plan use calls?", "Only the Enterprise plan can use calls.", True),
    ("en", "Can the Basic plan use calls?", "The Enterprise plan can use calls.", None),
    ("en", "Is the fee mandatory?", "Yes, the fee is mandatory.", True),
    ("en", "Can I pay for a plan without a card?", "You can pay for a plan without a card.", None),
    ("pt", "Não posso apagar um grupo?", "Você não pode apagar um grupo.", False),
    ("pt", "O serviço roda em Docker?", "O serviço roda em uma imagem Docker.", True),
    ("pt", "O serviço roda em Docker?", "O serviço não roda em Docker.", False),
    ("pt", "O serviço roda em Windows?", "O serviço roda apenas em Linux.", False),
    ("es", "¿Se puede borrar un grupo?", "No se puede borrar un grupo.", False),
    ("es", "¿Se puede borrar un grupo?", "Se puede borrar un grupo en el portal.", True),
]


@pytest.mark.parametrize(("language", "question", "sentence", "expected"), CASES)
def test_verdict_is_what_the_sentence_says(
    language: str, question: str, sentence: str, expected: bool | None
) -> None:
    """A negation turns it, `only` excludes whoever is not named, a condition leaves it open."""
    weights = dict.fromkeys(telling(language, question), 1.0)
    assert verdict(question, sentence, "", language, phrases(language).asks, weights) is expected
