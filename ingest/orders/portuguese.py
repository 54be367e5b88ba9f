"""The turns of phrase in which Portuguese gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

PORTUGUESE = Phrases(
    r"(?:(?:(?:assistente|agente|modelo|robo|sistema)s? de )?(?:ias?|inteligencias? artificia(?:l|is))"
    r"|modelos? de linguagem|llms?|chatbots?)",
    (
        Order(
            "ignor|desconsider|esquec",
            "instruc|orientac|diretrizes|prompt|comandos|tudo|que |regras|ordens",
            r"(?:START|voce deve )(?:ignor|desconsider|esquec)(?:a|e|em|am|ar|er) (?:"
            r"(?:(?:todas?|todos|quaisquer|qualquer|as|os|suas|seus|tuas|de) )*(?:instruc(?:ao|oes)"
            r"|orientac(?:ao|oes)|diretrizes|prompts|comandos|regras|ordens) (?:anterior(?:es)?|previas"
            r"|precedentes)"
            r"|(?:todas )?(?:as )?(?:suas|tuas) (?:instrucoes|diretrizes|orientacoes)"
            r"|(?:o )?(?:seu|teu) prompt (?:de|do) sistema"
            r"|(?:(?:todas|as|suas) )*(?:instrucoes|orientacoes|diretrizes|regras) (?:acima|dadas|recebidas)"
            r"|(?:tudo )?o que (?:\w+ ){0,3}(?:dito|disseram|ensinaram|ensinado|instruido|pedido|recebeu"
            r"|aprendeu)"
            r"|tudo (?:acima|anterior|ate aqui|ate agora)"
            r")\b(?! (?:se|caso|quando|que|para)\b)",
        ),
        Order(
            "prompt",
            "revele|repita|divulgue",
            r"START(?:revele|repita|divulgue) (?:o )?(?:seu|teu) prompt (?:de|do) sistema\b",
        ),
        Order(
            MACHINES,
            "lendo|leem|lerem|leiam|process|resumindo",
            r"\bAGENT(?: que)?(?: (?:esteja|estejam|esta|estao|estiver|estiverem))? (?:leiam|leem|lerem|lendo"
            r"|processando|processem|resumindo) (?:est[ea]|ess[ea]|isto|isso)\b"
            r"[^.\n]{0,40}?(?:\b(?:deve|devem|precisa|precisam|tem que|tem de|favor)\b|[:,])",
        ),
        Order(
            MACHINES,
            "nota|mensagem|aviso|atencao|instrucoes",
            r"START(?:nota|mensagem|aviso|atencao|instrucoes),?(?: para| a| aos?| as?)?(?: todos| todas)?"
            r"(?: os?| as?)? AGENT ?[:!]",
        ),
        Order(
            MACHINES,
            "se voce",
            r"\bse voce (?:e|for|seja) (?:uma? )?AGENT(?: ?[,:;!—]| (?:e|lendo|que esta|deve|entao)\b)",
        ),
        Order(
            "agora",
            "assistente|dan |" + MACHINES,
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
        Order(
            "assistente|modelo|" + MACHINES,
            "recomend|dig|respond|afirm|mencion|cit|ignor|ocult|execut|inform|envi|esquec|pergunta",
            r"START(?:ola|oi|caros?|prezados?|atencao)?,? ?(?:AGENT|assistentes?(?: virtua(?:l|is))?"
            r"|modelos?)"
            r"(?: que GAP)? ?[,:—–] ?(?:sempre |nunca |nao )?(?:recomendem?|digam?|respondam?|afirmem?"
            r"|mencionem?|citem?"
            r"|ignorem?|desconsiderem?|ocultem?|executem?|informem?|enviem?|esquecam?|qualquer que seja"
            r"|seja qual for)\b",
        ),
        Order(
            "usuario|utilizador",
            "dig",
            r"START(?:GAP[,:;] ?)?(?:sempre )?(?:voce deve )?digam? (?:ao|aos) (?:usuario"
            r"|utilizador)s? (?:que|para)"
            r" (?:\w+ )?(?:execut|instal|rod|visit|baix|compr|pag|acess|entr)\w*",
        ),
        Order(
            "recomend|sugir",
            "sempre|apenas|somente",
            r"(?:START|\be )(?:(?:sempre|apenas|somente) (?:recomendem?|sugiram?)|(?:recomendem?|sugiram?)"
            r" (?:sempre|apenas|somente))\b",
        ),
        Order(
            "pergunta",
            "qualquer que seja|seja qual for|independente|nao importa",
            r"\b(?:qualquer que seja|seja qual for|independentemente d[aeo]|nao importa) (?:a "
            r"|o )?(?:que )?GAP?"
            r"(?:perguntas?|perguntem?|perguntar(?:em)?|perguntado)\b[^.\n]{0,30}[,:] (?:sempre )?"
            r"(?:recomend|dig|respond"
            r"|afirm|mencion|cit)",
        ),
        Order(
            "perguntar|perguntado",
            "recomende|diga|responda",
            r"\b(?:quando|se|sempre que) (?:\w+ )?(?:perguntar(?:em)?|perguntad[oa]"
            r"|for perguntad[oa])\bGAP, (?:sempre )?"
            r"(?:recomende|(?:diga|responda) (?:sempre )?que)\b",
        ),
    ),
)
