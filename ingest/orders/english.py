"""The turns of phrase in which English gives orders to AI agents."""

from ingest.orders.order import MACHINES, Order, Phrases

_VOCATIVES = "assistant|model|chatbot|agent|llm|claude|gpt|gemini|copilot|ai:|ai,|ai "
_VOCATIVE = r"(?:AGENT|(?:assistant|model|chatbot|claude|chatgpt|gpt|gemini|copilot)s?)"

ENGLISH = Phrases(
    r"(?:(?:large )?language models?|llms?|(?:ai|artificial intelligence|llm)(?: (?:assistant|agent|model|bot"
    r"|system|crawler|chatbot)s?)?|chatbots?)",
    (
        Order(
            "ignor|disregard|forget|override|bypass",
            "previous|prior|earlier|preceding|foregoing|your|above|system|existing|original|initial|former",
            r"(?:START|you (?:must|should|have to|need to) )(?:ignore|disregard|forget|override|bypass) (?:"
            r"(?:(?:all|any|every|of|the|your|my|these) )*(?:previous|prior|earlier|preceding|foregoing)"
            r" (?:\w+ )?(?:instructions|prompts?|directions|guidelines|directives)"
            r"|(?:all|any|every|each|your)(?: (?:of|the|your|single))* (?:previous|prior|earlier|preceding"
            r"|existing"
            r"|original|initial|former) (?:\w+ ){0,2}?(?:instructions?|rules?|commands?|messages?|orders?"
            r"|guidance"
            r"|context|constraints|directives?)"
            r"|(?:all (?:of )?)?your (?:\w+ )?(?:instructions|system prompt|guidelines|programming"
            r"|directives)"
            r"|(?:all )?(?:the )?(?:above|system) (?:instructions|prompts?) and"
            r"|(?:all )?(?:the )?(?:instructions|prompts?|directives) (?:stated |given |listed )?(?:above"
            r"|before this)"
            r"(?= and\b| ?[.,;!]|\n|\Z)"
            r")\b(?! (?:if|when|unless|that (?!you|were)|which|for)\b)",
        ),
        Order(
            "ignor|disregard|forget|aside|discard|abandon",
            "you |above|before|so far|until now",
            r"(?:START|you (?:must|should|have to|need to) )(?:ignore|disregard|forget|(?:set|put"
            r"|leave) aside|discard|abandon) (?:"
            r"(?:all |any |the |every )*(?:instructions?|guidance|guidelines|rules|directions|orders"
            r"|prompts?) (?:that )?you"
            r" (?:got|received|have|had|were)\b|(?:what|whatever|everything|anything|all)(?: that)? (?:you"
            r"|you['’]ve|was|has|have)(?: \w+)?"
            r"(?: been)? (?:told|instructed|taught|learn\w+|said)\b"
            r"|everything (?:above|before this|(?:said )?so far|until now)(?= and\b| ?[.,;:!—]|\n|\Z))",
        ),
        Order(
            "prompt",
            "reveal|repeat|leak|output|disclose|divulge",
            r"START(?:reveal|repeat|leak|output|disclose|divulge) (?:me )?your (?:\w+ )?system prompt\b",
        ),
        Order(
            MACHINES,
            "read|pars|process|summari|ingest|index|scan|crawl|quot|cit",
            r"\bAGENT(?: (?:who|that|which|if))?(?: (?:is|are|you are))?(?: currently)? (?:reads?|reading"
            r"|pars(?:es?|ing)|process(?:es|ing)?|summari[sz](?:es?|ing)|ingest(?:s|ing)?|index(?:es|ing)?"
            r"|scan(?:s|ning)?|crawl(?:s|ing)?|quot(?:es?|ing)|cit(?:es?|ing)) this\b[^.\n]{0,60}?"
            r"(?:\b(?:must|should|shall|ha(?:ve|s) to|needs? to|(?:is|are) (?:required|instructed)|please"
            r"|do not)\b|[:,])",
        ),
        Order(
            MACHINES,
            "note|message|attention|notice|warning|instruction",
            r"START(?:note|message|attention|notice|warning|instructions?),?(?: to| for)?(?: all| any| the)*"
            r" AGENT(?: reading this)? ?[:!]",
        ),
        Order(
            MACHINES,
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
        Order(
            "assistant|model|machine|bot|program|system",
            "this",
            r"\b(?:assistant|model|bot|machine|program|system)s?(?: (?:that|who|which))?(?: (?:is|are))?"
            r" (?:reads?|reading|summari[sz](?:es?|ing)|quot(?:es?|ing)) this(?: (?:page|text|document"
            r"|documentation|section|message|passage|sentence))?(?: ?[,:])? (?:you|please|must|ha(?:ve"
            r"|s) to)\b",
        ),
        Order(
            _VOCATIVES,
            "must|should|have to|do not|don't|don’t|never|always|ignore|disregard|forget|whatever|recommend"
            "|tell|inform|reply|respond|answer|say|hide|conceal|cite|run|execute|asked|pretend|your",
            rf"START(?:(?:hey|hi|hello|dear|attention|to),? ?(?:(?:any|all|every|the) )*)?{_VOCATIVE}"
            r"(?: (?:reading|that|who|which) GAP)?(?: ?[,:—–]| -) ?(?:please |you )?(?:must (?:not |always "
            r"|never )?\w+"
            r"|do not (?:cite|mention|tell|reveal|answer|recommend|trust|use this)|never (?:cite|mention"
            r"|tell|reveal)"
            r"|always (?:recommend|answer|reply|say|cite|mention|tell|claim)|ignore|disregard|forget|whatever"
            r"|tell (?:the|your|every)|inform the user|(?:reply|respond|answer) (?:that|with|only)|say that"
            r"|recommend|hide|conceal|pretend|(?:run|execute) (?:this|it|the following)"
            r"|when(?:ever)? (?:you are |you['’]re )?asked|if (?:you are )?asked|your (?:answer|reply|task"
            r"|job))\b",
        ),
        Order(
            "assistants|models|chatbots|agents",
            "must|should|have to|need to",
            r"START(?:all |any )?(?:assistants|language models|chatbots|ai agents) (?:must|should|have to"
            r"|need to)"
            r" (?:always |never |not |only )?(?:tell|inform|recommend|say|claim|praise|reply that"
            r"|answer that)\b",
        ),
        Order(
            MACHINES,
            "you",
            r"\byou,? (?:the |an? |dear )AGENT(?:,? (?:that|who|which|reading) GAP)?,? (?:have to|must"
            r"|should|need to"
            r"|are to|shall|will|are required to|replied|answered|said)\b",
        ),
        Order(
            " tell |\ntell ",
            "user|human",
            r"(?:START|you (?:must|should) |GAP, )tell (?:the|your|every|any) (?:user|human)s? to (?:run"
            r"|execute|install"
            r"|paste|visit|download|buy|pay|go to|log ?in (?:at|to|there)|enter (?:their|his|her))\b",
        ),
        Order(
            "recommend|praise|promote|endorse|cite",
            "always|only",
            r"(?:START|\b(?:and|then|must|should|please) )(?:always|only) (?:recommend|praise|promote"
            r"|endorse)\b"
            r"|START(?:only|always) cite ADDRESS",
        ),
        Order(
            "whatever|no matter|regardless",
            "ask|question",
            r"\b(?:whatever|no matter what|regardless of(?: what)?)(?: \w+){0,3}? (?:asks?|asked|question"
            r"|questions|asking)\b"
            r"[^.\n]{0,30}[,:] (?:please |you (?:must |should )?)?(?:always |only |just )?(?:reply|answer"
            r"|respond|say|tell"
            r"|recommend|state|claim|output|write|mention)\b",
        ),
        Order(
            "answer|reply|respond",
            "question",
            r"(?:START|\b(?:and|then|must|should|please) )(?:answer|reply to|respond to) (?:all|every"
            r"|any) questions?\b"
            r"GAP (?:with the (?:word|text|sentence|phrase|line)|by (?:saying|recommending))\b",
        ),
        Order(
            "your ",
            "answer|reply|message|response|output",
            r"\byour (?:(?:only|next|final|whole|entire) (?:answer|reply|response|message|output)"
            r" (?:is|must|should|has to|will|shall|needs)|(?:answer|reply) (?:must|should|has to) (?:always "
            r"|only )?"
            r"(?:name|mention|recommend|say|cite|claim|promote|praise|state that|end with|begin with))\b",
        ),
        Order(
            "conversation|chat history|context window|system prompt|api key|credentials",
            "append|send|upload|post|forward|submit|transmit|include",
            r"START(?:append|send|upload|post|forward|submit|transmit) (?:the |this |your |all )*"
            r"(?:whole |entire |full |complete |user['’]s )?(?:conversation|chat history|context window"
            r"|system prompt"
            r"|user['’]s \w+|api keys?|credentials) GAP?(?:to|at) ADDRESS",
        ),
        Order(
            "asked| asks",
            "recommend|claim|that|tell",
            r"\b(?:when(?:ever)?|if) (?:(?:you are|you['’]re|somebody|someone|anyone|anybody|(?:a"
            r"|the) user) )?(?:is )?"
            r"ask(?:ed|s)\bGAP, (?:you (?:must|should) )?(?:always )?(?:recommend|claim|(?:say|reply|answer"
            r"|respond|state) that"
            r"|tell (?:them|the user) (?:to|that))\b",
        ),
        Order(
            "run this|execute this|run the following|execute the following|run it",
            "user|human",
            r"\b(?:run|execute) (?:this|it|the following)(?: \w+)? (?:on|in) the (?:user"
            r"|human)['’]?s? (?:machine|computer"
            r"|device|terminal|shell)\b",
        ),
    ),
)
