"""The language that a question is asked in."""

from dataclasses import dataclass, field

from index.store import Generation
from index.terms import function_words
from ingest.language import Detector, path_language
from service.phrasebook import phrases
from service.questions.question import Question
from service.questions.shape import opens


@dataclass(slots=True)
class QuestionLanguage:
    """Tells the language among those of the site's pages and some further ones."""

    further: tuple[str, ...] = ()
    _detectors: dict[frozenset[str], Detector] = field(default_factory=dict)

    def tell(self, question: Question, generation: Generation) -> str:
        """What the asker said; else the language whose stop words the question has most of, and that begins
        questions so; else as its letters tell; else that of the page it is asked from, or of most pages.
        """
        if question.language:
            return question.language
        spoken = frozenset({*generation.info.pages, *self.further})
        counts = {language: function_words(language, question.text) for language in sorted(spoken)}
        best = [language for language, count in counts.items() if count == max(counts.values())]
        begun = [language for language in best if opens(question.text, phrases(language).asks)]
        if len(best) == 1 or len(begun) == 1:
            return (begun if len(begun) == 1 else best)[0]
        if spoken not in self._detectors:
            self._detectors[spoken] = Detector(sorted(spoken))
        return self._detectors[spoken].detect(question.text, _default(question, generation))


def _default(question: Question, generation: Generation) -> str:
    """That of the page it is asked from; of its path, if the site has pages in it; else of most pages."""
    pages = generation.info.pages
    page = generation.page(question.page) if question.page else None
    named = path_language(question.page)
    asked_from = page.language if page else (named if named in pages else "")
    return asked_from or max(pages, key=lambda code: pages[code])
