"""Writes plain text as markdown that means just that text."""

import re

RUNS = re.compile(r"[ \t\r\n\f\v]+")
SPECIAL = re.compile(
    r"""[*`\[\]]
    |(?<![^\W_])_|_(?![^\W_])
    |<(?=[A-Za-z/!?]|\Z)
    |&(?=\#?\w+;)
    |~(?=~)|(?<=~)~
    |\$(?=\$)|(?<=\$)\$
    |\\(?=[!-/:-@\[-`{-~\s]|\Z)
    |(?<=\{)%""",
    re.VERBOSE,
)
"""Characters that mark something up where they stand."""

OPENING = re.compile(
    r"(?P<number>\d{1,9})(?=[.)](?:\s|\Z))|(?:\#{1,6}(?=\s|\Z)|[-+](?=[\s|:-]|\Z)|>|=|:(?=-)|\|)"
)
"""Beginnings of a line that would make it a list, a heading, a quote, a rule or a table."""

BACKTICKS = re.compile("`+")


def escaped(text: str) -> str:
    """The text with a backslash where one of its characters would be markup; white space as single spaces."""
    return SPECIAL.sub(r"\\\g<0>", RUNS.sub(" ", text))


def escaped_opening(markdown: str) -> str:
    """Escaped text that stands at the start of a line, where more characters are markup."""
    bare = markdown.lstrip(" ")
    found = OPENING.match(bare)
    if found is None:
        return markdown
    if found["number"]:
        return f"{found['number']}\\{bare[found.end() :]}"
    return f"\\{bare}"


def code_span(text: str) -> str:
    """Inline code, verbatim, between as many backticks as it needs."""
    text = RUNS.sub(" ", text)
    if not text.strip():
        return ""
    marks = "`" * (_longest_run(text) + 1)
    space = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{marks}{space}{text}{space}{marks}"


def fence(code: str, language: str) -> str:
    """A block of code, verbatim, between fences longer than any in it."""
    marks = "`" * max(3, _longest_run(code) + 1)
    return f"{marks}{language}\n{code}\n{marks}"


def tag_value(value: str) -> str:
    """A value between the quotes of a tag's attribute."""
    value = value.replace("\\", "\\\\").replace('"', '\\"')
    return re.sub(r"(?<=\{)%|%(?=\})", "% ", value)


def _longest_run(text: str) -> int:
    return max((len(run) for run in BACKTICKS.findall(text)), default=0)
