"""Removes a tenant: its index, and all of it that lies in files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from index.stores import erase
from ingest.lock import ProcessLock
from service.errors import SettingsError
from service.wiring import Workspace


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was there of a tenant: rows by table, and files."""

    rows: Mapping[str, int]
    files: int


def drop(workspace: Workspace, name: str) -> Dropped:
    """Remove a tenant that is in the settings, or was.

    Raises BusyError while it is crawled or indexed here, StoreError while it is indexed elsewhere or its
    index cannot be reached, and SettingsError where there is nothing of it.
    """
    folder = workspace.folder_of_tenant(name)
    going = folder.with_name(f".{name}.dropped")
    if folder.is_dir():
        with ProcessLock(folder / "sync.lock"):
            rows = _erased(workspace, name)
            _moved(folder, going)
    else:
        rows = _erased(workspace, name)
    return _found(name, Dropped(rows, _removed(going)))


def _moved(folder: Path, going: Path) -> None:
    """Put the folder where a service that runs does not find it, in one step; what was left there goes."""
    rmtree(going, ignore_errors=True)
    folder.rename(going)


def _removed(folder: Path) -> int:
    """Remove a folder; how many files it had."""
    files = sum(path.is_file() for path in folder.rglob("*"))
    if folder.exists():
        rmtree(folder)
    return files


def _erased(workspace: Workspace, name: str) -> Mapping[str, int]:
    return erase(workspace.place(name, Path()))


def _found(name: str, dropped: Dropped) -> Dropped:
    if not dropped.files and not any(dropped.rows.values()):
        raise SettingsError(f"There is nothing of a tenant {name}: neither an index nor a folder.")
    return dropped
