"""The answer to a question that is sent to an address of the site, in each form."""

from dataclasses import replace

from fastapi import Request, Response

from service.accept import Form
from service.answer import Answer
from service.errors import EmptyQuestionError, QuestionError, QuestionTooLongError
from service.found import Found
from service.links import Links
from service.problems import problem
from service.questions.parameters import asked
from service.questions.question import Question
from service.render import markdown, wire
from service.render.budget import within
from service.routes.replies import NOINDEX, asker_of, json, labels, links_of, text, textual
from service.routes.v1_events import page_events, wants_events
from service.routes.web_answer import FRAGMENTS, answer_fragments, answer_page, told_page


def answered(request: Request, address: str, form: Form) -> Response:
    """The answer to `?ask=` at a site path; an error that says what to send where it cannot be asked.

    An empty question is none: agents throw the bodies of errors away, and would not learn how to ask.
    """
    try:
        sent = asked(request.query_params, address)
    except EmptyQuestionError as error:
        return _advice(request, str(error), form)
    except QuestionError as error:
        return _refusal(request, error, form)
    if wants_events(request):
        return _events(request, sent.question)
    asker, links, goal = asker_of(request), links_of(request), sent.question.goal
    found = asker.find(sent.question) if form is Form.JSON else None
    answer = asker.answer(found) if found else asker.ask(sent.question)
    shorter = within(answer, sent.max_tokens, links, goal)
    if found:
        return json(_wire(answer, shorter, links, found), robots=NOINDEX)
    if form is Form.HTML:
        return answer_page(request, sent.question, shorter)
    return text(markdown.render(shorter, links, goal), form, robots=NOINDEX)


def _events(request: Request, question: Question) -> Response:
    if request.query_params.get("events") == FRAGMENTS:
        return answer_fragments(request, question)
    return page_events(request, question)


def _wire(answer: Answer, shorter: Answer, links: Links, found: Found) -> dict[str, object]:
    """The answer without the excerpts that were left out; what is cited is cited for them all the same."""
    whole = wire.wire(replace(answer, note=shorter.note), links, found).model_dump(mode="json", by_alias=True)
    body = whole["answer"]
    body["excerpts"] = body["excerpts"][: len(shorter.excerpts)]
    body["followupQuestions"] = body["followupQuestions"][: len(shorter.follow_ups)]
    return whole


def _advice(request: Request, said: str, form: Form) -> Response:
    if form is Form.HTML:
        return told_page(request, "nothing_asked")
    if form is Form.JSON:
        nothing = {"answer": {"markdown": said}, "followupQuestions": [], "sources": []}
        return json({"answer": nothing}, robots=NOINDEX)
    return text(f"{said}\n", textual(form), robots=NOINDEX)


def _refusal(request: Request, error: QuestionError, form: Form) -> Response:
    if form is Form.HTML:
        return told_page(request, "too_long" if isinstance(error, QuestionTooLongError) else "wrong", 400)
    said = str(error)
    if form is Form.JSON:
        return problem(400, said, labels(NOINDEX))
    return text(f"{said}\n", textual(form), status=400, robots=NOINDEX)
