"""Headings become the questions that their sections answer."""

import pytest

from service.headings import heading_question


@pytest.mark.parametrize(
    ("language", "heading", "question"),
    [
        ("en", "Create a group", "How do I create a group?"),
        ("en", "Creating a group", "How do I create a group?"),
        ("en", "What is a group", "What is a group?"),
        ("en", "How to create a group", "How to create a group?"),
        ("en", "Is the fee mandatory?", "Is the fee mandatory?"),
        ("en", "Groups", "What does the documentation say about “Groups” in “Page”?"),
        ("en", "Create", "What does the documentation say about “Create” in “Page”?"),
        ("en", "Order of the paths", "What does the documentation say about “Order of the paths” in “Page”?"),
        ("pt", "Criar um grupo", "Como criar um grupo?"),
        ("pt", "O que é um grupo", "O que é um grupo?"),
        ("pt", "Celular do usuário", "O que a documentação diz sobre “Celular do usuário” em “Page”?"),
        ("es", "Crear un grupo", "¿Cómo crear un grupo?"),
        ("es", "Qué es un grupo", "¿Qué es un grupo?"),
    ],
)
def test_heading_is_asked_as_people_ask(language: str, heading: str, question: str) -> None:
    """A task asks how, a question stays one, a name is asked about."""
    assert heading_question(heading, "Page", language) == question
