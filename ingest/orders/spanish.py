"""The turns of phrase in which Spanish gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

SPANISH = Phrases(
    r"(?:(?:(?:asistente|agente|modelo|robot|sistema)s? de )?(?:ias?|inteligencias? artificial(?:es)?)"
    r"|modelos? de lenguaje|llms?|chatbots?)",
    (
        Order(
            "ignor|olvid|omiso|desestim",
            "instruccion|directrices|indicaciones|prompt|comandos|lo |reglas|ordenes",
            r"(?:START|debes )(?:(?:ignor|olvid|desestim)(?:a|e|en|ar)"
            r"|ha(?:z|ga|gan) caso omiso de) (?:"
            r"(?:(?:todas?|todos|cualquier|las|los|tus|sus|de) )*(?:instruccion(?:es)?|directrices"
            r"|indicaciones|prompts|comandos|reglas|ordenes) (?:anterior(?:es)?|previas|precedentes)"
            r"|(?:todas )?(?:tus|sus) (?:instrucciones|directrices|indicaciones)"
            r"|(?:tu|su) prompt (?:de|del) sistema"
            r"|(?:(?:todas|las) )*(?:instrucciones|indicaciones|directrices|reglas) (?:de arriba|dadas"
            r"|recibidas)"
            r"|(?:de )?todo lo (?:anterior|de arriba|dicho)|(?:de )?(?:todo )?lo que (?:\w+ ){0,3}(?:dicho"
            r"|dijeron"
            r"|ensenado|aprendido|indicado|recibido)"
            r")\b(?! (?:si|cuando|que|para)\b)",
        ),
        Order(
            "prompt",
            "revel|repit|divulg",
            r"START(?:revela|revele|repite|repita|divulga) (?:tu|su) prompt (?:de|del) sistema\b",
        ),
        Order(
            MACHINES,
            "leyendo|leen|lean|proces|resumiendo",
            r"\bAGENT(?: que)?(?: (?:este|esten|esta|estan))? (?:lean|leen|leyendo|procesando|procesen"
            r"|resumiendo) (?:est[aeo]|eso|esa)\b[^.\n]{0,40}?"
            r"(?:\b(?:debe|deben|deberian?|tienen? que|por favor)\b|[:,])",
        ),
        Order(
            MACHINES,
            "nota|mensaje|aviso|atencion|instrucciones",
            r"START(?:nota|mensaje|aviso|atencion|instrucciones),?(?: para| a)?(?: todos| todas)?"
            r"(?: los| las| la)? AGENT ?[:!]",
        ),
        Order(
            MACHINES,
            "eres|usted",
            r"\bsi (?:eres|usted es|es usted) (?:una? )?AGENT(?: ?[,:;!—]"
            r"| (?:y|leyendo|que esta|debes|entonces)\b)",
        ),
        Order(
            "ahora",
            "asistente|dan |" + MACHINES,
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
        Order(
            "asistente|modelo|" + MACHINES,
            "recom|di|respond|afirm|mencion|cit|ignor|ocult|ejecut|inform|envi|olvid|pregunt",
            r"START(?:hola|estimados?|atencion)?,? ?(?:AGENT|asistentes?(?: virtual(?:es)?)?|modelos?)"
            r"(?: que GAP)? ?[,:—–] ?(?:siempre |nunca |no )?(?:recomiend[ae]n?|di(?:le|gan?|ganle)? (?:al"
            r"|a los|que)"
            r"|respond[ae]n? (?:siempre|solo|que|con)|afirm[ae]n?|ignor[ae]n? (?:todas|las|todo|lo|tus)"
            r"|ocult[ae]n?"
            r"|ejecut[ae]n? (?:esto|este)|olvid[ae]n?|sea cual sea)\b",
        ),
        Order(
            "usuario",
            "dile|digale|diganle|decidle",
            r"\b(?:dile|digale|diganle|decidle) (?:siempre )?(?:al|a los) usuarios? que\b",
        ),
        Order(
            "recomiend|responde",
            "siempre|solo|unicamente",
            r"(?:START|\by )(?:(?:siempre|unicamente|solo) recomiend[ae]n?|recomiend[ae]n? (?:siempre"
            r"|unicamente|solo)"
            r"|responde siempre que)\b",
        ),
        Order(
            "pregunt",
            "sea cual sea|cualquiera que sea|independientemente|no importa",
            r"\b(?:sea cual sea|cualquiera que sea|independientemente de|no importa) (?:la "
            r"|lo )?(?:que )?GAP?"
            r"(?:preguntas?|pregunten?|preguntado)\b[^.\n]{0,30}[,:] (?:siempre )?(?:recomiend|di|respond"
            r"|afirm|mencion)",
        ),
    ),
)
