"""The bundled sample: a small site in Portuguese and English, to try the project without a network."""

from pathlib import Path

import ingest
from ingest.errors import SourceError
from ingest.sources.folder import Folder

LANGUAGE = "pt"
"""The language of the sample's pages outside `en/`."""


def open_sample() -> Folder:
    """The sample as a source; its location is the word `sample`."""
    root = Path(ingest.__file__).resolve().parent.parent / "data" / "sample"
    if not root.is_dir():
        raise SourceError(f"the bundled sample is not at {root}: run from a full checkout of the project.")
    return Folder(root, location="sample", language=LANGUAGE)
