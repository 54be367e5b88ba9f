"""Orders to AI agents in languages of which few turns of phrase are known, and the marks of their chats."""

from ingest.orders.order import Order, Phrases

DUTCH = Phrases(
    r"(?:(?:ai|llm)(?:-| )?(?:assistent|agent|model|systeem)(?:en|s|len)?|taalmodel(?:len)?|llms?|chatbots?)",
    (
        Order(
            "negeer|vergeet",
            "instructies|opdrachten|aanwijzingen|regels|prompts|alles|wat ",
            r"START(?:negeer|vergeet) (?:(?:(?:alle|de|al|je|uw|jullie) )*(?:eerdere|vorige|bovenstaande"
            r"|voorgaande"
            r"|voorafgaande) (?:instructies|opdrachten|aanwijzingen|regels|prompts)"
            r"|(?:al )?(?:je|uw) (?:instructies|opdrachten)|alles wat (?:je|u|er))\b(?! (?:als|indien"
            r"|wanneer)\b)",
        ),
        Order(
            "gebruiker", "vertel|zeg", r"START(?:vertel|zeg)(?: aan)? de gebruiker (?:dat|om|niet|niets)\b"
        ),
        Order("altijd", "beveel", r"START(?:beveel altijd|raad altijd)\b"),
    ),
)

RUSSIAN = Phrases(
    r"(?:ии|нейросет\w+|языков\w+ модел\w+|чат-?бот\w*)",
    (
        Order(
            "игнорир|забуд|отбрось|учитывай",
            "инструкци|указани|команд|правил|приказ|сообщени|что",
            r"(?:игнорируй|проигнорируй|забудь|отбрось|не учитывай)(?:те)? (?:(?:\w+ ){0,3}(?:предыдущ|прежн"
            r"|предшеств"
            r"|ранее|вышеуказан|вышеизложен|прошл)\w* (?:\w+ ){0,2}(?:инструкци|указани|команд|правил|приказ"
            r"|сообщени)\w*"
            r"|все,? что (?:\w+ ){0,4}(?:сказа|говори|выше|ранее|раньше|написа)\w*"
            r"|(?:все )?(?:свои|твои|ваши) (?:инструкци|указани)\w*)(?! если\b)",
        ),
        Order(
            "пользовател",
            "скаж|посовету|порекоменду|говори",
            r"START(?:GAP[,:;] ?|GAP и )?(?:не )?(?:скажи|посоветуй|порекомендуй"
            r"|говори)(?:те)? (?:\w+ )?пользовател\w+",
        ),
        Order("рекоменду|совету", "всегда|только", r"(?:всегда|только) (?:рекомендуй|советуй)(?:те)?\b"),
        Order(
            "если т|если в",
            "ии|нейросет|языков|бот",
            r"если (?:ты|вы) (?:- |— |– )?AGENT(?: ?[,:;!—]| (?:и|то|котор)\w*)",
        ),
    ),
)

CHINESE = Phrases(
    r"(?:(?:ai|人工智能|人工智慧|大?语言模型|大?語言模型|智能)(?:助手|助理|代理|模型|机器人)?|聊天机器人)",
    (
        Order(
            "忽略|无视|無視|忘记|忘掉|忘記|不要理会|不要遵守",
            "指令|指示|提示词|命令|规则|規則|设定|系统提示|的话",
            r"(?:忽略|无视|無視|忘记|忘掉|忘記|不要理会|不要遵守)[^。,;\n]{0,8}(?:之前|以上|先前|前面|上面"
            r"|上述|此前|以前|原有"
            r"|收到|你的)[^。,;\n]{0,10}(?:指令|指示|提示词|命令|规则|規則|设定|系统提示|的话)",
        ),
        Order(
            "告诉|告訴",
            "用户|使用者|用戶",
            r"(?:请|請|并|並|必须|就|START)(?:告诉|告訴)(?:该|所有)?(?:用户|使用者|用戶)",
        ),
        Order(
            "推荐|推薦", "始终|总是|永远|一律|始終", r"(?:请|START)(?:始终|总是|永远|一律|始終)(?:推荐|推薦)"
        ),
        Order("如果你是", "", r"如果你是(?:一个|一個|一名)?AGENT"),
        Order(
            "ai模|ai助|ai代|人工|模型|助手|机器人",
            ":|,",
            r"START(?:致|给|所有|各位)*AGENT(?:们)?(?:请|必须|注意)?[:,](?:请|必须|不要|始终|总是|务必)",
        ),
    ),
)

JAPANESE = Phrases(
    r"(?:ai|人工知能|(?:大規模)?言語モデル|チャットボット)(?:アシスタント|エージェント)?",
    (
        Order(
            "無視|忘れ",
            "指示|命令|プロンプト|ルール|指令",
            r"(?:これまで|以前|前|上記|今まで|いままで|それまで|先ほど|従来|あなたへ)の[^。\n]{0,8}(?:指示"
            r"|命令|プロンプト|ルール|指令)"
            r"[^。\n]{0,6}(?:無視|忘れ)(?!しない|しな|ない)",
        ),
        Order("あなたが", "", r"あなたが(?:AGENT|アシスタント)(?:なら|である場合|の場合|であれば)"),
        Order(
            "勧め|推奨|推薦",
            "常に|必ず",
            r"(?:常に|必ず)[^。\n]{0,30}(?:を)(?:勧めて|推奨して|推薦して)(?:ください|下さい)",
        ),
    ),
)

KOREAN = Phrases(
    r"(?:ai|인공지능|언어 ?모델|챗봇)(?: ?(?:비서|에이전트|어시스턴트))?",
    (
        Order(
            "무시|잊",
            "지시|명령|지침|프롬프트",
            r"(?:이전|위|앞|지금까지|기존)(?:의)? (?:\w+ ){0,2}(?:지시|명령|지침|프롬프트)[^.\n]{0,8}(?:무시"
            r"|잊)(?!하지|지)",
        ),
        Order("당신이|너가|네가", "", r"(?:당신이|너가|네가) AGENT(?:라면|이라면|인 경우)"),
    ),
)

MARKERS = Phrases(
    r"(?:ai)",
    (
        Order(
            "im_start|[inst]|<<sys>>|start_header_id",
            "",
            r"<\|im_start\|>|\[inst\]|<<sys>>|<\|start_header_id\|>",
        ),
        Order("system", ">", r"<\|system\|>"),
    ),
)
"""What parts the turns of a chat: in a quotation it makes a model take what follows for its owner's words."""
