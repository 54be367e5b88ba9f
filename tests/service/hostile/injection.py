"""An order to agents that an intruder puts into a page of the bundled sample, and where it then stands."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample"

PAGES = (
    "README.md",
    "administracao-e-configuracao/faturamento/README.md",
    "administracao-e-configuracao/faturamento/suporte.md",
    "en/README.md",
    "en/administration-and-configuration/billing/invoices.md",
    "en/administration-and-configuration/billing/support.md",
    "en/administration-and-configuration/budget.md",
    "en/administration-and-configuration/groups.md",
)
"""The pages of a site that is small enough to be indexed once for each order."""


@dataclass(frozen=True, slots=True)
class Injection:
    """`text` is put right behind `after` on a page. `telltale` are words that the order alone has; `question`
    asks for exactly what it says.
    """

    name: str
    language: str
    place: str
    page: str
    after: str
    text: str
    telltale: tuple[str, ...]
    question: str

    @property
    def is_apart(self) -> bool:
        """Whether it is a block of its own."""
        return self.text.startswith("\n\n")

    def into(self, site: Path) -> None:
        """Put it into its page of the site."""
        page = site / self.page
        clean = page.read_text("utf-8")
        if self.after not in clean:
            raise ValueError(f"{self.page} has no {self.after!r} for {self.name} to stand behind")
        page.write_text(clean.replace(self.after, self.after + self.text, 1), "utf-8")


def injections() -> list[Injection]:
    """Those of the file beside this one."""
    read = tomllib.loads(Path(__file__).with_name("injections.toml").read_text("utf-8"))
    return [Injection(**{**each, "telltale": tuple(each["telltale"])}) for each in read["injection"]]


def small_site(folder: Path, *orders: Injection) -> Path:
    """A site of some of the sample's pages, with these orders in them."""
    for name in PAGES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text((SAMPLE / name).read_text("utf-8"), "utf-8")
    for order in orders:
        order.into(folder)
    return folder
