"""The turns of phrase in which German gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

GERMAN = Phrases(
    r"(?:(?:ki|ai|llm|sprach)(?:-| )?(?:assistent|agent|modell|system|bot|assistenz|chatbot)(?:innen|en|e|s)?"
    r"|kis?|llms?|chatbots?|sprachmodelle?n?|kunstliche intelligenz(?:en)?)",
    (
        Order(
            "ignorier|vergiss|vergesst|vergessen|missacht",
            "anweisung|instruktion|vorgabe|regel|befehl|prompt|alles|was ",
            r"START(?:ignoriere?t?|ignorieren sie|vergiss|vergesst|vergessen sie|missachtet?"
            r"|missachten sie) (?:"
            r"(?:(?:bitte|alle|die|deine|ihre|eure|samtliche|jegliche) )*(?:bisherig|vorherig|vorangegangen"
            r"|fruher|obig"
            r"|vorig|vorhergehend|vorangehend|vorstehend)\w* (?:anweisung|instruktion|vorgabe|regel|befehl"
            r"|prompt)\w*"
            r"|(?:alle )?(?:deine|ihre|eure) (?:anweisungen|instruktionen|vorgaben|befehle)"
            r"|alles (?:obige|bisherige|vorherige)|(?:alles|das)?,? was (?:dir|ihnen|euch|man|du|oben|bisher"
            r"|zuvor)"
            r")\b(?! (?:wenn|falls|sofern)\b)",
        ),
        Order(
            "nutzer|anwender",
            "sag",
            r"(?:START|\bund )(?:GAP[,:;] ?)?(?:sage?t?|sagen sie) (?:dem|der|den|deinem|deinen) "
            r"(?:be)?(?:nutzer|anwender)(?:in|n)?,? (?:dass|er|sie|nichts|zu|nicht)\b",
        ),
        Order(
            "empf",
            "immer|stets|nur|ausschliess",
            r"(?:START|\bund )(?:empfiehl|empfehlt|empfehlen sie) (?:immer|stets|nur|ausschliesslich)\b",
        ),
        Order(
            MACHINES,
            "hinweis|nachricht|achtung|anweisung",
            r"START(?:hinweise?|nachricht|achtung|anweisung(?:en)?),?(?: an| fur)?(?: alle| die| den"
            r"| das)* AGENT ?[:!]",
        ),
        Order(
            MACHINES,
            "lies|lesen|lest|zusammenfass|verarbeit",
            r"\bAGENT,? (?:die|der|das|welche\w?)? ?(?:diese[nrs]?|dies|das hier) (?:\w+ )?(?:liest|lesen"
            r"|lest"
            r"|zusammenfass\w+|verarbeite\w*)\b[^.\n]{0,30}?(?:\b(?:muss|mussen|musst|soll|sollen|sollst)\b"
            r"|:)",
        ),
        Order(
            MACHINES,
            "bist|sind",
            r"\b(?:wenn|falls) (?:du|sie|ihr) (?:eine? )?AGENT (?:bist|sind|seid)\b",
        ),
        Order(
            "frage|gefragt",
            "egal|unabhangig",
            r"\b(?:egal,? (?:was|wonach|welche)|unabhangig (?:von der|davon))GAP(?:frag\w*|gefragt GAP),"
            r"? (?:antwort|empfiehl|empfehlt|sag|nenn|behaupt)",
        ),
        Order(
            "du bist",
            "jetzt|nun|ab sofort",
            r"\b(?:du bist (?:jetzt|nun|ab sofort)|ab sofort bist du) (?:eine? )?(?:\w+ )?(?:assistent\w*"
            r"|AGENT)\b",
        ),
    ),
)
