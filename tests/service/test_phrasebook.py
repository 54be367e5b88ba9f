"""What the service says, in each of its languages."""

import shutil
from pathlib import Path

import pytest

from ingest.languages import FOLDER
from service.phrasebook import languages, phrases
from service.questions.shape import Shape, shape_of

CATALAN = """
[says]
name = "Català"
unanswered = "La documentació no respon a aquesta pregunta."
unanswered_nearest = "La documentació no respon a aquesta pregunta; el més proper és {pages}."
other_language = "La documentació diu això en {language}:"
follow_ups = "La documentació també tracta aquestes preguntes:"
about = "Què diu la documentació sobre «{heading}» a «{title}»?"
reason = "Citada a la resposta com a {marks}"
as_of = "comprovat el {date}"
left_out = "Fragments omesos: {count}."
model_failed = "El model de llenguatge ha fallat, i se cita la documentació."
model_cut_off = "La resposta ha quedat incompleta."
model_unfounded = "La documentació no dona suport al que ha escrit un model de llenguatge, i se cita."
conjunction = "i"
unanswered_parts = "La documentació no respon: {parts}."
unanswered_missing = "La documentació no respon; el més proper és {pages}, i res no hi diu {words}."
unsure = "Potser la documentació no respon a això; el més proper que diu:"
unsure_missing = "La documentació no diu {words} on més s'hi acosta; hi diu:"
quotation_marks = "«»"
how_to = "Com {heading}?"
question = "{heading}?"
ask = "Preguntar"

[says.language_names]
en = "anglès"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The language files, and one that says everything in Catalan and asks nothing."""
    copy = Path(shutil.copytree(FOLDER, tmp_path / "languages"))
    (copy / "ca.toml").write_text(CATALAN, encoding="utf-8")
    return copy


def test_a_file_makes_the_service_speak_a_language(folder: Path) -> None:
    """No other file has to know of it: they call it by its own name."""
    assert languages(folder) == languages() | {"ca"}
    assert phrases("ca", folder).unanswered == "La documentació no respon a aquesta pregunta."
    assert phrases("ca", folder).language_name("en") == "anglès"
    assert phrases("ca", folder).language_name("pt") == "Português"
    assert phrases("pt", folder).language_name("ca") == "Català"


def test_english_stands_in_for_what_a_file_does_not_have(folder: Path) -> None:
    """For all that is said, and for how questions are asked."""
    assert phrases("ca", folder).asks == phrases("en").asks
    assert phrases("de") == phrases("xx") == phrases("en")
    assert phrases("en").language_name("xx") == "xx"


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_language_names_itself(language: str) -> None:
    """In its own words, as the others do in theirs."""
    assert language in phrases(language).language_names


@pytest.mark.parametrize(
    ("language", "question", "asks"),
    [
        ("en", "How do I create a group?", True),
        ("en", "How many users can log in?", False),
        ("pt", "Como crio um grupo?", True),
        ("pt", "Comodidades incluídas?", False),
        ("es", "¿Cómo creo un grupo?", True),
    ],
)
def test_how_to_questions_are_told_by_their_opening(language: str, question: str, asks: bool) -> None:
    """Questions for steps are told from others by whole words."""
    assert (shape_of(question, phrases(language).asks) is Shape.HOW_TO) is asks
