"""The turns of phrase in which Italian gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

ITALIAN = Phrases(
    r"(?:(?:(?:assistent|agent|modell|sistem)[eioa] (?:di |d['’])?)?(?:ia|ai|intelligenz[ae] artificial[ei])"
    r"|modell[oi] linguistic[oi]|llms?|chatbots?)",
    (
        Order(
            "ignora|dimentica|trascura|scorda|tralascia",
            "istruzion|indicazion|direttiv|regole|comandi|ordini|prompt|tutto|quanto|quello|cio",
            r"START(?:ignora|dimentica|trascura|scorda|tralascia)(?:te|re)? (?:"
            r"(?:(?:tutte|tutti|le|i|gli|ogni|tue|vostre) )*(?:istruzion[ei]|indicazion[ei]|direttive|regole"
            r"|comandi"
            r"|ordini|prompt) (?:precedent[ei]|ricevut[ei]|dat[ei]|anterior[ei]|fornit[ei]|finora|passat[ei]"
            r"|di sopra"
            r"|di cui sopra)|(?:tutte )?le (?:tue|vostre) (?:istruzioni|indicazioni|direttive|regole)"
            r"|(?:tutto )?(?:cio|quello|quanto)(?: che)? (?:ti|vi|e|e stato|precede|detto|hai|avete|sopra)"
            r")\b(?! (?:se|quando|per|qualora)\b)",
        ),
        Order(
            "utente|utenti",
            "di|dica",
            r"START(?:GAP[,:;] ?)?(?:di['’]?|dite|dica|dicano) (?:sempre )?(?:all['’]utente"
            r"|agli utenti) (?:di|che)\b",
        ),
        Order(
            "sempre|soltanto|solo",
            "consigli|raccomand|cit",
            r"(?:START|\be )(?:consiglia|raccomanda|cita)(?:te)? (?:sempre|soltanto|solo)\b",
        ),
        Order(
            MACHINES,
            "nota|messaggio|avviso|attenzione|istruzioni",
            r"START(?:nota|messaggio|avviso|attenzione|istruzioni),?(?: a| ai| agli| all['’]| per)?"
            r"(?: tutti| gli| i| l['’])* ?AGENT ?[:!]",
        ),
        Order(
            MACHINES,
            "legg|riassum|elabor",
            r"\bAGENT(?: che)? (?:legg(?:e|ono|i|ete)|riassum(?:e|ono)|elabora(?:no)?) (?:quest[aoe])\b"
            r"[^.\n]{0,40}?(?:\b(?:deve|devono|devi)\b|[:,])",
        ),
        Order(
            MACHINES,
            "sei|siete",
            r"\bse (?:sei|siete) (?:un['’]?a?o? ?)?AGENT(?: ?[,:;!—]| (?:e|che|allora|devi)\b)",
        ),
        Order(
            "domanda|chied",
            "qualunque|qualsiasi|non importa",
            r"\b(?:qualunque|qualsiasi|non importa) (?:sia |cosa )?GAP(?:domanda|chied\w+)GAP[,:]"
            r" (?:rispondi|consiglia|di|raccomanda|cita)",
        ),
    ),
)
