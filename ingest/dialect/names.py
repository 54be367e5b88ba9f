"""What translators make of the names in the platform's tags: back to the names that the platform knows."""

from collections.abc import Mapping

TAGS: Mapping[str, tuple[str, ...]] = {
    "hint": ("dica", "aviso", "nota", "observação", "sugestão", "sugerencia", "pista", "consejo", "indicio"),
    "tabs": ("abas", "guias", "separadores", "pestañas"),
    "tab": ("aba", "guia", "separador", "pestaña"),
    "stepper": ("passos", "etapas", "pasos"),
    "step": ("passo", "etapa", "paso"),
    "code": ("código", "codigo"),
    "details": ("detalhes", "detalles"),
    "updates": ("atualizações", "atualizacoes", "actualizaciones"),
    "update": ("atualização", "atualizacao", "actualización", "actualizacion"),
    "columns": ("colunas", "columnas"),
    "column": ("coluna", "columna"),
    "embed": ("incorporar", "insertar"),
    "file": ("arquivo", "ficheiro", "archivo", "fichero"),
}
"""Tags, and what they became in Portuguese and Spanish."""

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "title": ("título", "titulo"),
    "date": ("data", "fecha"),
    "description": ("descrição", "descricao", "descripción", "descripcion"),
    "caption": ("legenda", "leyenda"),
    "style": ("estilo",),
}
"""Attributes, likewise."""

ENDS = ("end", "fim", "fin")
"""What a closing tag's name begins with."""


def _known(names: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {translated: name for name, all_translated in names.items() for translated in all_translated}


_TAGS, _ATTRIBUTES = _known(TAGS), _known(ATTRIBUTES)


def tag_name(written: str, rest: str) -> tuple[str, bool]:
    """The name of the tag `{% written rest %}`, and whether it closes: `endtab`, `end tab`, `fimaba`."""
    name = written.lower()
    if name in ENDS and rest.strip():
        following = rest.split()[0].lower()
        return _TAGS.get(following, following), True
    for end in ENDS:
        closed = name.removeprefix(end)
        if closed != name and closed and (end == "end" or closed in _TAGS or closed in TAGS):
            return _TAGS.get(closed, closed), True
    return _TAGS.get(name, name), False


def attribute_name(written: str) -> str:
    """The name of an attribute."""
    name = written.lower()
    return _ATTRIBUTES.get(name, name)
