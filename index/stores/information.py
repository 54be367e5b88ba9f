"""What a generation holds, as JSON."""

import json
from dataclasses import asdict
from datetime import datetime

from index.store import GenerationInfo


def stored(info: GenerationInfo) -> str:
    """Write it."""
    return json.dumps(asdict(info), default=datetime.isoformat)


def restored(text: str) -> GenerationInfo:
    """Read what `stored` wrote."""
    fields = json.loads(text)
    embedders = {language: tuple(identities) for language, identities in fields.pop("embedders").items()}
    checked_at = fields.pop("checked_at")
    return GenerationInfo(
        built_at=datetime.fromisoformat(fields.pop("built_at")),
        embedders=embedders,
        checked_at=datetime.fromisoformat(checked_at) if checked_at else None,
        unchecked=tuple(fields.pop("unchecked")),
        **fields,
    )
