"""Which sentences pass for supported by the excerpts that they cite, and why others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.grounding.claim import Claim
from service.grounding.grounding import Fault, Ground, Grounding

PLANS = (
    "Enterprise Support has a direct WhatsApp channel. Tickets are answered within 4 hours on working days."
    " Users cannot close a ticket before an agent has answered. Version 2.10.3 of `askctl` is required."
    " Up to 1,000 groups are allowed; only administrators enable the SQLServer connector (X-API-KEY)."
    " See https://docs.example.com/plans for three examples."
)
KEYS = "Keys are rotated every 90 days. The console is at keys.example.com."
QUESTION = "How fast does Enterprise Support of Acme answer on plan 7?"


def grounding(near: float | None = None, language: str = "en", of: str = "en") -> Grounding:
    """Excerpt 1 is about plans, excerpt 2 about keys; all claims are so near to both."""
    grounds = {1: Ground.of(of, PLANS, "Support"), 2: Ground.of(of, KEYS, "Keys")}
    return Grounding(language, Ground.of(language, QUESTION), grounds, lambda _claim, _number: near)


def fault(sentence: str, near: float | None = None) -> Fault | None:
    """What speaks against a sentence."""
    return grounding(near).verdict(Claim.of(sentence)).fault


@pytest.mark.parametrize(
    "sentence",
    [
        "Enterprise Support has a direct WhatsApp channel [1].",
        "With Enterprise Support, tickets are answered within 4 hours. [1]",
        "- **Enterprise Support** answers tickets within four hours on working days [1]",
        "A user can't close a ticket before an agent has answered [1].",
        "Only administrators enable the SQLServer connector, with `X-API-KEY` [1].",
        "Up to 1000 groups are allowed [1].",
        "`askctl` is required in version 2.10.3 [1].",
        "Acme's Enterprise Support answers tickets on working days [1].",
        "The examples are at https://docs.example.com/plans [1].",
    ],
)
def test_what_the_excerpt_says_passes(sentence: str) -> None:
    """In other words, order and form of numbers; the question may lend a name."""
    assert fault(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Enterprise Support has a direct WhatsApp channel.", Fault.UNCITED),
        ("Enterprise Support has a direct WhatsApp channel [3].", Fault.UNCITED),
        ("Tickets are answered within 5 hours on working days [1].", Fault.NUMBER),
        ("Tickets are answered within five hours on working days [1].", Fault.NUMBER),
        ("Tickets are answered within 7 hours on working days [1].", Fault.NUMBER),
        ("Version 2.10.4 of `askctl` is required [1].", Fault.NUMBER),
        ("Up to 10,000 groups are allowed [1].", Fault.NUMBER),
        ("Enterprise Support of Globex has a WhatsApp channel [1].", Fault.NAME),
        ("Administrators enable the OracleDb connector [1].", Fault.NAME),
        ("Administrators enable the SQLServer connector with X-API-TOKEN [1].", Fault.NAME),
        ("Version 2.10.3 of `askadm` is required [1].", Fault.CODE),
        ("The examples are at https://docs.example.com/evil [1].", Fault.ADDRESS),
        ("For examples write to plans@docs.example.com [1].", Fault.ADDRESS),
        ("Enterprise Support has no direct WhatsApp channel [1].", Fault.POLARITY),
        ("Users can close a ticket before an agent has answered [1].", Fault.POLARITY),
        ("Users cannot close a ticket after an agent has answered [1].", Fault.POLARITY),
        ("Administrators disable the SQLServer connector [1].", Fault.POLARITY),
        ("Enterprise Support only has a direct WhatsApp channel [1].", Fault.POLARITY),
        ("Refunds are paid by bank transfer at the end of the month [1].", Fault.WORDS),
        ("Yes [1].", Fault.WORDS),
        ("[1] Enterprise Support", Fault.UNCITED),
    ],
)
def test_what_the_excerpt_does_not_say_is_told_apart(sentence: str, found: Fault) -> None:
    """Each kind of error has its name."""
    assert fault(sentence) is found


def test_false_statement_passes_that_is_made_of_an_excerpt_s_own_words() -> None:
    """The known limit: who does what is not compared."""
    assert fault("Working days are answered within 4 hours by tickets [1].") is None


def test_far_claim_is_not_supported() -> None:
    """Where nearness can be told at all."""
    sentence = "Enterprise Support has a direct WhatsApp channel [1]."
    assert (fault(sentence, 0.1), fault(sentence, -0.1)) == (None, Fault.FAR)


def test_excerpts_that_support_nothing_lose_their_marks() -> None:
    """Those that say it all by themselves are enough."""
    claim = Claim.of("Keys are rotated every 90 days [1][2].")
    assert grounding().verdict(claim).cited == (2,)


def test_two_excerpts_may_support_a_claim_together() -> None:
    """Where neither does alone."""
    claim = Claim.of("Tickets are answered within 4 hours and keys are rotated every 90 days [2][1].")
    assert grounding().verdict(claim).cited == (2, 1)
    assert grounding().verdict(Claim.of("Keys are rotated every 91 days [2][1].")).fault is Fault.NUMBER


@pytest.mark.parametrize(
    ("sentence", "near", "found"),
    [
        ("Os chamados são respondidos em até 4 horas nos dias úteis [1].", 0.1, None),
        ("Os chamados são respondidos em até 4 horas nos dias úteis [1].", -0.1, Fault.FAR),
        ("Os chamados são respondidos em até 4 horas nos dias úteis [1].", None, Fault.FAR),
        ("Os chamados são respondidos em até 5 horas nos dias úteis [1].", 0.1, Fault.NUMBER),
        ("Os administradores ativam o conector SQLServer [1].", 0.1, None),
        ("Os administradores ativam o conector OracleDb [1].", 0.1, Fault.NAME),
        ("Os chamados da Globex são respondidos em até 4 horas [1].", 0.1, Fault.NAME),
    ],
)
def test_claim_in_another_language_is_held_to_facts_and_nearness(
    sentence: str, near: float | None, found: Fault | None
) -> None:
    """Its words are not those of the excerpt; what no embedder can tell is not said."""
    assert grounding(near, language="pt").verdict(Claim.of(sentence)).fault is found


@pytest.mark.parametrize(
    ("language", "source", "true", "false"),
    [
        ("pt", "O administrador não pode habilitar o conector sem três chaves.",
         "Sem as três chaves, o administrador não pode habilitar o conector [1].",
         "O administrador pode habilitar o conector [1]."),
        ("es", "El administrador activa siempre el conector con dos claves.",
         "El conector lo activa siempre el administrador [1].",
         "El administrador desactiva el conector [1]."),
    ],
)  # fmt: skip
def test_every_language_of_the_service_knows_its_negations_and_opposites(
    language: str, source: str, true: str, false: str
) -> None:
    """They stand in its file."""
    check = Grounding(language, Ground.of(language, ""), {1: Ground.of(language, source)}, lambda *_: None)
    assert check.verdict(Claim.of(true)).fault is None
    assert check.verdict(Claim.of(false)).fault is Fault.POLARITY


@given(st.text(max_size=80))
def test_any_text_is_read_and_gets_no_mark_that_it_does_not_have(text: str) -> None:
    """A model may write anything; what it says stays in one line."""
    claim = Claim.of(text)
    assert "\n" not in claim.markdown
    assert not claim.markdown.startswith(("#", ">", "|"))
    assert set(grounding().verdict(claim).cited) <= set(claim.cited) & {1, 2}


@given(st.sampled_from(PLANS.split(". ")), st.integers(2000, 9999))
def test_no_number_is_made_up(sentence: str, number: int) -> None:
    """Wherever it is put."""
    assert fault(f"{sentence} {number} [1]") is not None


def test_claim_in_another_language_may_deny_only_where_the_excerpt_does() -> None:
    """Which sentence of it says so is not known."""
    claim = "As chaves não são trocadas a cada 90 dias [{}]."
    check = grounding(0.1, language="pt")
    assert check.verdict(Claim.of(claim.format(2))).fault is Fault.POLARITY
    assert check.verdict(Claim.of("Um chamado não pode ser fechado antes da resposta [1].")).fault is None


def test_links_and_markup_that_the_excerpts_lack_are_left_out() -> None:
    """Words stay; a link that they have is a link."""
    known = frozenset({"https://a.example/x_(y)"})
    linked = '[this](https://a.example/x_(y)), [that](https://b.example "t")'
    text = f"## See {linked} <b>now</b> ![q](https://c.example) 【2】"
    assert Claim.of(text, known) == Claim(
        "", "See [this](https://a.example/x_(y)), that now", "See this, that now", (2,)
    )


def test_code_keeps_what_looks_like_a_tag() -> None:
    """It is no markup."""
    assert Claim.of("Send `GET /users/<id>` <br> now [1].").markdown == "Send `GET /users/<id>` now."
