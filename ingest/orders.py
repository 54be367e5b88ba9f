"""The turns of phrase in which text gives orders to AI agents, by language: data, to be added to."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """A turn of phrase: `words` is a pattern, and only a text that has one of the `cues`, and one of the
    words in `also`, can match it. Alternatives are parted by `|`.

    All is lower case and without accents. In `words` a space is any white space, START the beginning of a
    sentence or line, and AGENT a machine that reads, as the language names it. What would make it advice for
    people ("ignore these instructions if ...") is part of the pattern.
    """

    cues: str
    also: str
    words: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """A language's names for a machine that reads, and its turns of phrase."""

    agent: str
    orders: tuple[Order, ...]


_MACHINES = " ai|\nai| ia|\nia|llm|chatbot|language model|linguagem|lenguaje|artificia"
"""Every name of an AGENT has one of these in it."""


_ENGLISH = Phrases(
    r"(?:(?:large )?language models?|llms?|(?:ai|artificial intelligence|llm)(?: (?:assistant|agent|model|bot"
    r"|system|crawler|chatbot)s?)?|chatbots?)",
    (
        Order(
            "ignor|disregard|forget",
            "previous|prior|earlier|preceding|foregoing|your|above|system",
            r"(?:START|you (?:must|should|have to|need to) )(?:ignore|disregard|forget) (?:"
            r"(?:(?:all|any|every|of|the|your|my|these) )*(?:previous|prior|earlier|preceding|foregoing)"
            r" (?:\w+ )?(?:instructions|prompts?|directions|guidelines|directives)"
            r"|(?:all|any|every|your)(?: (?:of|the|your))* (?:previous|prior|earlier) (?:\w+ )?"
            r"(?:rules|commands|messages|orders)"
            r"|(?:all (?:of )?)?your (?:\w+ )?(?:instructions|system prompt|guidelines|programming"
            r"|directives)"
            r"|(?:all )?(?:the )?(?:above|system) (?:instructions|prompts?) and"
            r")\b(?! (?:if|when|unless|that|which|for)\b)",
        ),
        Order(
            "prompt",
            "reveal|repeat|leak|output|disclose|divulge",
            r"START(?:reveal|repeat|leak|output|disclose|divulge) (?:me )?your (?:\w+ )?system prompt\b",
        ),
        Order(
            _MACHINES,
            "read|parsing|processing|summari|ingesting|indexing|scanning|crawling",
            r"\bAGENT(?: (?:who|that|which|if))?(?: (?:is|are|you are))?(?: currently)? (?:reads?|reading"
            r"|parsing|processing|summari[sz]ing|ingesting|indexing|scanning|crawling) this\b[^.\n]{0,60}?"
            r"(?:\b(?:must|should|shall|ha(?:ve|s) to|needs? to|(?:is|are) (?:required|instructed)|please"
            r"|do not)\b|[:,])",
        ),
        Order(
            _MACHINES,
            "note|message|attention|notice|warning|instruction",
            r"START(?:note|message|attention|notice|warning|instructions?),?(?: to| for)?(?: all| any| the)*"
            r" AGENT(?: reading this)? ?[:!]",
        ),
        Order(
            _MACHINES,
            "if you",
            r"\bif you(?:'re|’re| are) an? AGENT(?: ?[,:;!—]| (?:reading|processing|parsing|summari[sz]ing"
            r"|scanning|and|you|then|please|do|must)\b)",
        ),
        Order(
            "you are now",
            "",
            r"\byou are now (?:dan\b|jailbroken|no longer bound"
            r"|(?:free|released) (?:of|from) (?:all|any|your)\b"
            r"|(?:an? )?(?:unrestricted|unfiltered|uncensored)\b"
            r"|an? (?:\w+ )?(?:assistant|persona|AGENT)"
            r"(?: ?[.,;:!\n]| (?:that|who|which|with|named|called|and)\b|\Z))",
        ),
        Order(
            "from now on",
            "act|behave|respond|answer|reply|pretend",
            r"\bfrom now on,? (?:you (?:will |must |should )?)?"
            r"(?:(?:act|behave|respond|answer|reply) as|pretend)\b",
        ),
        Order(
            "no restrictions",
            "pretend|act|imagine",
            r"\b(?:pretend|act as if|imagine)(?: that)? you have no restrictions\b",
        ),
        Order(
            " tell | inform ",
            "user|human|operator",
            r"(?:START|you must )(?:do not|don['’]t|never|not) (?:tell|inform) (?:the |your |any )?"
            r"(?:users?|humans?|operator)"
            r"(?: (?:about (?:this|it|these|any)|anything|that (?:you|this|it)|of (?:this|it)|this)\b"
            r"| ?[.!,\n]|\Z)",
        ),
        Order(
            " tell ",
            "user",
            r"\band (?:do not|don['’]t|never) tell the user(?: (?:about|anything|that you)\b| ?[.!,\n]|\Z)",
        ),
        Order(
            " mention | reveal ",
            "to the user",
            r"START(?:do not|don['’]t|never) (?:mention|reveal) (?:this|these|that|it|any of this)\b"
            r"[^.\n]{0,30} to the user\b",
        ),
        Order(
            "new instructions",
            "",
            r"START(?:your )?new instructions(?: for (?:you|the AGENT))? ?:",
        ),
    ),
)

_PORTUGUESE = Phrases(
    r"(?:(?:(?:assistente|agente|modelo|robo|sistema)s? de )?(?:ias?|inteligencias? artificia(?:l|is))"
    r"|modelos? de linguagem|llms?|chatbots?)",
    (
        Order(
            "ignor|desconsider|esquec",
            "instruc|orientac|diretrizes|prompt|comandos",
            r"(?:START|voce deve )(?:ignor|desconsider|esquec)(?:a|e|em|am|ar|er) (?:"
            r"(?:(?:todas?|todos|quaisquer|qualquer|as|os|suas|seus|tuas|de) )*(?:instruc(?:ao|oes)"
            r"|orientac(?:ao|oes)|diretrizes|prompts|comandos) (?:anterior(?:es)?|previas|precedentes)"
            r"|(?:todas )?(?:as )?(?:suas|tuas) (?:instrucoes|diretrizes|orientacoes)"
            r"|(?:o )?(?:seu|teu) prompt (?:de|do) sistema"
            r")\b(?! (?:se|caso|quando|que|para)\b)",
        ),
        Order(
            "prompt",
            "revele|repita|divulgue",
            r"START(?:revele|repita|divulgue) (?:o )?(?:seu|teu) prompt (?:de|do) sistema\b",
        ),
        Order(
            _MACHINES,
            "lendo|leem|lerem|leiam|process|resumindo",
            r"\bAGENT(?: que)?(?: (?:esteja|estejam|esta|estao|estiver|estiverem))? (?:leiam|leem|lerem|lendo"
            r"|processando|processem|resumindo) (?:est[ea]|ess[ea]|isto|isso)\b"
            r"[^.\n]{0,40}?(?:\b(?:deve|devem|precisa|precisam|tem que|tem de|favor)\b|[:,])",
        ),
        Order(
            _MACHINES,
            "nota|mensagem|aviso|atencao|instrucoes",
            r"START(?:nota|mensagem|aviso|atencao|instrucoes),?(?: para| a| aos?| as?)?(?: todos| todas)?"
            r"(?: os| as)? AGENT ?[:!]",
        ),
        Order(
            _MACHINES,
            "se voce",
            r"\bse voce (?:e|for|seja) (?:uma? )?AGENT(?: ?[,:;!—]| (?:e|lendo|que esta|deve|entao)\b)",
        ),
        Order(
            "agora",
            "assistente|dan |" + _MACHINES,
            r"\b(?:voce agora e|agora,? voce e|a partir de agora,? (?:voce )?(?:e|sera|aja|age|deve agir"
            r"|responda|responde)(?: como)?) (?:uma? )?(?:\w+ )?(?:assistente|dan|AGENT)\b",
        ),
        Order(
            "usuario|utilizador",
            "nao|nunca",
            r"START(?:nao|nunca) (?:conte|diga|informe|avise|revele|mencione)(?: isso| isto| nada| disso)?"
            r" (?:ao|aos|para o|o) (?:usuario|utilizador)s?\b"
            r"(?! (?:se|caso|quando|por que|como|qual|quais|onde|quem)\b)",
        ),
    ),
)

_SPANISH = Phrases(
    r"(?:(?:(?:asistente|agente|modelo|robot|sistema)s? de )?(?:ias?|inteligencias? artificial(?:es)?)"
    r"|modelos? de lenguaje|llms?|chatbots?)",
    (
        Order(
            "ignor|olvid|omiso|desestim",
            "instruccion|directrices|indicaciones|prompt|comandos",
            r"(?:START|debes )(?:(?:ignor|olvid|desestim)(?:a|e|en|ar)"
            r"|ha(?:z|ga|gan) caso omiso de) (?:"
            r"(?:(?:todas?|todos|cualquier|las|los|tus|sus|de) )*(?:instruccion(?:es)?|directrices"
            r"|indicaciones|prompts|comandos) (?:anterior(?:es)?|previas|precedentes)"
            r"|(?:todas )?(?:tus|sus) (?:instrucciones|directrices|indicaciones)"
            r"|(?:tu|su) prompt (?:de|del) sistema"
            r")\b(?! (?:si|cuando|que|para)\b)",
        ),
        Order(
            "prompt",
            "revel|repit|divulg",
            r"START(?:revela|revele|repite|repita|divulga) (?:tu|su) prompt (?:de|del) sistema\b",
        ),
        Order(
            _MACHINES,
            "leyendo|leen|lean|proces|resumiendo",
            r"\bAGENT(?: que)?(?: (?:este|esten|esta|estan))? (?:lean|leen|leyendo|procesando|procesen"
            r"|resumiendo) (?:est[aeo]|eso|esa)\b[^.\n]{0,40}?"
            r"(?:\b(?:debe|deben|deberian?|tienen? que|por favor)\b|[:,])",
        ),
        Order(
            _MACHINES,
            "nota|mensaje|aviso|atencion|instrucciones",
            r"START(?:nota|mensaje|aviso|atencion|instrucciones),?(?: para| a)?(?: todos| todas)?"
            r"(?: los| las| la)? AGENT ?[:!]",
        ),
        Order(
            _MACHINES,
            "eres|usted",
            r"\bsi (?:eres|usted es|es usted) (?:una? )?AGENT(?: ?[,:;!—]"
            r"| (?:y|leyendo|que esta|debes|entonces)\b)",
        ),
        Order(
            "ahora",
            "asistente|dan |" + _MACHINES,
            r"\b(?:ahora,? eres|a partir de ahora,? (?:eres|seras|actua como|actuaras como|responde como"
            r"|debes actuar como)) (?:una? )?(?:\w+ )?(?:asistente|dan|AGENT)\b",
        ),
        Order(
            "usuario",
            "diga|cuent|inform|revel|avis|mencion",
            r"START(?:no|nunca) (?:le |se lo )?(?:digas?|cuentes?|informes?|reveles?|avises?|menciones?)"
            r"(?: esto| eso| nada)? (?:al|a los|a la) usuarios?\b"
            r"(?! (?:si|cuando|por que|como|cual|donde|quien)\b)",
        ),
    ),
)

LANGUAGES: Mapping[str, Phrases] = {"en": _ENGLISH, "pt": _PORTUGUESE, "es": _SPANISH}
"""By ISO 639-1 code. A text is searched for those of all languages: an intruder need not write the page's."""
