"""The turns of phrase in which French gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

FRENCH = Phrases(
    r"(?:(?:(?:assistant|agent|modele|robot|systeme)s? (?:d['’]|de l['’])?)?(?:ia"
    r"|intelligences? artificielles?)"
    r"|modeles? de langage|llms?|chatbots?)",
    (
        Order(
            "ignor|oubli|compte|abstraction",
            "instruction|consigne|directive|regles|ordres|indications|precede|dit",
            r"START(?:(?:ignor|oubli)(?:e|ez|er)|ne (?:tiens|tenez) (?:pas|aucun) compte (?:de|des)"
            r"|fai(?:s|tes) abstraction (?:de|des)) (?:"
            r"(?:(?:toutes?|tous|les|tes|vos|des|ces) )*(?:instructions?|consignes?|directives?|regles|ordres"
            r"|indications) (?:precedente?s?|anterieure?s?|ci-dessus|donnees|recues|qui precedent)"
            r"|(?:toutes )?(?:tes|vos) (?:instructions|consignes|directives)"
            r"|(?:tout )?ce qui (?:precede|a ete dit)|(?:tout )?ce qu['’](?:on|il) (?:t['’]"
            r"|vous )a (?:ete )?dit"
            r")\b(?! (?:si|lorsque|quand|pour|sauf)\b)",
        ),
        Order(
            "utilisateur",
            "dis|dites",
            r"START(?:GAP[,:;] ?)?(?:dis|dites) (?:toujours )?(?:a l['’]|aux )utilisateurs? (?:d['’]|de "
            r"|que |qu['’])",
        ),
        Order(
            "utilisateur",
            "ne",
            r"STARTn(?:e|['’]en) (?:dis|dites|revele|revelez|parle|parlez|mentionne|mentionnez)(?: pas| rien"
            r"| jamais)"
            r" (?:cela |ceci )?(?:a l['’]|aux )utilisateurs?\b(?! (?:si|quand|comment|ou)\b)",
        ),
        Order(
            "toujours|uniquement|exclusivement",
            "recommande|conseille|cite",
            r"(?:START|\bet )(?:recommande|conseille|cite)z? (?:toujours|uniquement|exclusivement)\b",
        ),
        Order(
            MACHINES,
            "note|message|avis|attention|instruction|consigne",
            r"START(?:note|message|avis|attention|instructions?|consignes?),?(?: a| aux?| pour)?(?: toutes?"
            r"| tous)?"
            r"(?: les?| la| l['’])? ?AGENT ?[:!]",
        ),
        Order(
            MACHINES,
            "lisant|lisent|lit|lisez|resum|trait",
            r"\bAGENT(?: qui)? (?:lisant|lisent|lit|lisez|resument?|resumant|traitent?|traitant)"
            r" (?:ce|cet|cette|ceci)\b[^.\n]{0,40}?(?:\b(?:doi(?:t|vent)|devez|dois)\b|[:,])",
        ),
        Order(
            MACHINES,
            "tu es|vous etes",
            r"\bsi (?:tu es|vous etes) (?:une? )?AGENT(?: ?[,:;!—]| (?:et|qui|lisant|alors)\b)",
        ),
        Order(
            "question|demand",
            "quelle que|peu importe",
            r"\b(?:quelle que soit la (?:question|demande)|peu importe (?:la question|ce qu))GAP[,:]"
            r" (?:toujours )?(?:repond|recommande|conseille|dis|dites|affirme|cite)",
        ),
        Order(
            "tu es|vous etes|desormais",
            "maintenant|desormais",
            r"\b(?:tu es (?:maintenant|desormais)|vous etes (?:maintenant|desormais)|desormais,? (?:tu es"
            r"|vous etes"
            r"|reponds? comme|repondez comme)) (?:une? )?(?:\w+ )?(?:assistante?|AGENT)\b",
        ),
    ),
)
