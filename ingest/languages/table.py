"""Fills a dataclass from a TOML file, and says what is wrong where the file does not fit it.

The dataclass is the only description of the file: its fields are the keys, its defaults what may be left out.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, ClassVar, Protocol, TypeVar, get_args

from ingest.errors import AskdocsError


class Dataclass(Protocol):
    """Any dataclass; its fields are of the types that `VALUES` has, dataclasses, or one of these or None."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Filled = TypeVar("Filled", bound=Dataclass)


def read(file: Path) -> Mapping[str, object]:
    """The file's tables; AskdocsError where it is no TOML in UTF-8."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AskdocsError(f"{file} is no TOML in UTF-8: {error}.") from error


def filled(kind: type[Filled], table: object, where: str) -> Filled:
    """The dataclass with the table's values; AskdocsError, which names the key, where they do not fit.

    `where` is how an error calls the table.
    """
    if not isinstance(table, dict):
        raise AskdocsError(f"{where} must be a table.")
    known = {field.name: field for field in fields(kind)}
    if unknown := sorted(table.keys() - known.keys()):
        raise AskdocsError(f"{where} has the unknown {_keys(unknown)}; it may have {', '.join(known)}.")
    if missing := sorted(name for name in known.keys() - table.keys() if _is_needed(known[name])):
        raise AskdocsError(f"{where} lacks the {_keys(missing)}.")
    return kind(**{key: _value(known[key].type, value, f"{where}: {key}") for key, value in table.items()})


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(kind: object, value: object, where: str) -> object:
    if isinstance(kind, UnionType):
        kind = get_args(kind)[0]
    if is_dataclass(kind) and isinstance(kind, type):
        return filled(kind, value, where)
    made_of, make, wanted = VALUES[kind]
    if not isinstance(value, made_of) or not all(isinstance(each, str) for each in _parts(value)):
        raise AskdocsError(f"{where} must be {wanted}.")
    return make(value)


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else []


def _keys(names: list[str]) -> str:
    return f"key{'s' * (len(names) > 1)} {', '.join(names)}"


VALUES: Mapping[object, tuple[type, Any, str]] = {
    str: (str, str, "a text"),
    bool: (bool, bool, "true or false"),
    tuple[str, ...]: (list, tuple, "a list of texts"),
    frozenset[str]: (list, frozenset, "a list of texts"),
    Mapping[str, str]: (dict, MappingProxyType, "a table of texts"),
}
"""For the type of a field: what TOML gives, what is made of it, and how to ask for it."""
