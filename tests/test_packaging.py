"""What an installation looks like from outside."""

from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("package", ["ingest", "index", "service"])
def test_import_packages_belong_to_this_project_alone(package: str) -> None:
    """Projects on the registry use these names too: none may have come in, or stand before ours."""
    assert set(packages_distributions().get(package, [])) <= {"askdocs"}
    assert import_module(package).__file__ == str(ROOT / package / "__init__.py")
