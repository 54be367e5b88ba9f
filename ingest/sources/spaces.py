"""The spaces of a git checkout: folders with a `.gitbook.yaml` of their own, and the names of their pages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join

from ingest.address import folder_path, page_path
from ingest.sources import gitbook_yaml
from ingest.sources.gitbook_yaml import README, Layout


@dataclass(frozen=True, slots=True)
class Space:
    """One space. `folder` holds its `.gitbook.yaml`, `content` its pages; `home` and `summary` are files.

    All are named relative to the checkout's root, with `/`; the root is "".
    """

    folder: str
    content: str
    home: str
    summary: str

    @classmethod
    def of(cls, folder: str, layout: Layout, files: Collection[str]) -> "Space":
        """The space in a folder; a `root` below which no file lies is passed over."""
        content = join(folder, layout.root).rstrip("/")
        if not any(is_below(dirname(file), content) for file in files):
            content = folder
        return cls(folder, content, join(content, layout.readme), join(content, layout.summary))


@dataclass(frozen=True, slots=True)
class Spaces:
    """All spaces of a checkout, the innermost first; its root is one, whatever else there is."""

    all: tuple[Space, ...]

    @classmethod
    def read(cls, settings: Mapping[str, str], files: Collection[str]) -> "Spaces":
        """The spaces of the folders with a `.gitbook.yaml` (folder -> its text) in a tree of these files."""
        layouts = {"": Layout()} | {folder: gitbook_yaml.read(text) for folder, text in settings.items()}
        found = (Space.of(folder, layout, files) for folder, layout in layouts.items())
        return cls(tuple(sorted(found, key=lambda space: (-len(space.folder), space.folder))))

    def is_home(self, file: str) -> bool:
        """Whether the file is the home page that a space names."""
        return any(file == space.home for space in self.all)

    def name(self, file: str) -> str | None:
        """What the file would be called if its space's pages lay in the space's folder.

        A home page is called README.md. None for a file outside its space's content, which no reader sees.
        """
        space = self._around(dirname(file))
        if not is_below(dirname(file), space.content):
            return None
        own = README if file == space.home else _relative(file, space.content)
        return join(self._prefix(space), own)

    def paths(self, files: Collection[str]) -> dict[str, str]:
        """Site path -> file, in the files' order, without the files that no reader sees.

        Where two files would have one path, a README gives way: besides `a.md`, `a/README.md` is `/a/README`.
        """
        names = {file: name for file in files if (name := self.name(file)) is not None}
        taken: dict[str, str] = {}
        for file in sorted(names, key=lambda file: self._gives_way(file, names[file])):
            free = (path for path in _addresses(file, names[file]) if path not in taken)
            if path := next(free, ""):
                taken[path] = file
        path_of = {file: path for path, file in taken.items()}
        return {path_of[file]: file for file in names if file in path_of}

    def _gives_way(self, file: str, name: str) -> bool:
        return folder_path(name) != page_path(name) and not self.is_home(file)

    def _around(self, folder: str) -> Space:
        return next(space for space in self.all if is_below(folder, space.folder))

    def _prefix(self, space: Space) -> str:
        """The folder in which a reader finds the space."""
        if not space.folder:
            return ""
        outer = self._around(dirname(space.folder))
        start = outer.content if is_below(space.folder, outer.content) else outer.folder
        return join(self._prefix(outer), _relative(space.folder, start))


def is_below(folder: str, above: str) -> bool:
    """Whether the folder is `above` or lies in it."""
    return not above or folder == above or folder.startswith(f"{above}/")


def _relative(name: str, folder: str) -> str:
    return name.removeprefix(f"{folder}/") if folder else name


def _addresses(file: str, name: str) -> Iterator[str]:
    yield folder_path(name)
    yield page_path(name)
    yield page_path(file)
