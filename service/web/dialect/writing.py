"""Writes HTML elements: what is a text is escaped here, and nowhere else."""

from html import escape

Attribute = str | bool | None


def element(name: str, inner: str = "", /, **attributes: Attribute) -> str:
    """An element around finished HTML.

    `class_` is the attribute `class`, `data_x` is `data-x`; None and False are left out.
    """
    return f"<{name}{_written(attributes)}>{inner}</{name}>"


def escaped(text: str) -> str:
    """A text as HTML."""
    return escape(text, quote=False)


def void(name: str, /, **attributes: Attribute) -> str:
    """An element that holds nothing, such as `<br>`."""
    return f"<{name}{_written(attributes)}>"


def classes(*names: str) -> str | None:
    """The value of a `class` attribute; None for no names."""
    return " ".join(filter(None, names)) or None


def _written(attributes: dict[str, Attribute]) -> str:
    return "".join(
        f" {_name(name)}" if value is True else f' {_name(name)}="{escape(value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
