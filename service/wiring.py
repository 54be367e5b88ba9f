"""Puts the parts together, as the settings say."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from pydantic import SecretStr

from index.build import Builder
from index.cache import EmbeddingCache
from index.embedders import open_embedder
from index.models import Embedders
from index.quota import UNBOUNDED, Quota
from index.reranker import Reranker
from index.rerankers import open_reranker
from index.rerankers.waiting import WaitingReranker
from index.store import Store
from index.stores import Place, open_store, open_stores
from ingest.corpus import Corpus
from ingest.postgres import open_shared
from ingest.relational import Relational
from service.answerer import Answerer
from service.answerers.extractive import ExtractiveAnswerer
from service.answerers.generative import GenerativeAnswerer
from service.ask import Asker
from service.errors import SettingsError
from service.feedback import FeedbackFile, FeedbackStore
from service.http.access import Access
from service.http.exchange import door
from service.http.freshness import Freshness
from service.http.kept import room
from service.http.load import Load
from service.keys import KeyRing
from service.moves import Moves
from service.operation import Operation, Served, locked, rate
from service.question_log import QuestionLog
from service.settings import Settings, SiteSettings, TenantSettings
from service.starter import SyncStarter
from service.tracing import Tracing, open_tracing

UNNAMED = SiteSettings()


@dataclass(frozen=True, slots=True)
class Shared:
    """What the tenants of a process share: models, each loaded once, places for requests, the way to the
    collector of traces.
    """

    embedders: Embedders
    reranker: Reranker | None
    load: Load
    tracing: Tracing | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """The parts of one installation, or of one tenant of it; each call opens its part anew.

    `arguments` are those of the command line that another process needs to find the same installation. Where
    there are tenants, only a tenant's workspace has data and an index; else SettingsError is raised.
    `device` is where embedders run that can choose, as torch names it; "" leaves it to them.
    """

    settings: Settings
    arguments: tuple[str, ...] = ()
    tenant: TenantSettings | None = None
    device: str = ""

    def of_tenant(self, name: str) -> "Workspace":
        """The parts of one tenant. Raises SettingsError where there is none of the name."""
        found = [tenant for tenant in self.settings.tenant if tenant.name == name]
        if not found:
            raise SettingsError(f"There is no tenant {name} in askdocs.toml. {self._named()}")
        (tenant,) = found
        # the key that starts a sync is the operator's: a tenant has keys of its own
        own = {"site": tenant.site, "public_url": tenant.public_url, "sync_key": SecretStr("")}
        settings = self.settings.model_copy(update=own | {"store_name": name})
        return replace(self, settings=settings, arguments=(*self.arguments, "--tenant", name), tenant=tenant)

    @property
    def tenants(self) -> tuple["Workspace", ...]:
        """The workspaces of all tenants; none where there are no tenants, or this is one."""
        return () if self.tenant else tuple(self.of_tenant(each.name) for each in self.settings.tenant)

    def folder_of_tenant(self, name: str) -> Path:
        """Where everything of a tenant is that its index does not hold."""
        return self.settings.data / "tenants" / name

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names of hosts that a tenant is served under."""
        return tuple(self.tenant.hosts) if self.tenant else ()

    @property
    def sites(self) -> tuple[SiteSettings, ...]:
        """The sites of the index; one without a name or location where none is set: what was crawled last."""
        return tuple(self.settings.site) or (SiteSettings(),)

    def corpus(self, site: SiteSettings = UNNAMED, *, frozen: bool = False) -> Corpus:
        """The crawled pages of a site; the caller closes them.

        `frozen` is for who reads them more than once while workers may write.
        """
        if self.settings.pages == "store":
            return Corpus(self.tables(site, frozen=frozen))
        return Corpus.open(self.folder / (f"sites/{site.name}.db" if site.name else "corpus.db"))

    def tables(self, site: SiteSettings, *, frozen: bool = False) -> Relational:
        """What many workers share of a site: its pages, and what is left to do of its round."""
        return open_shared(self._address, f"{self.settings.store_name}/{site.name}", frozen=frozen)

    def prefix(self, site: SiteSettings) -> str:
        """The path below which a site's pages are served: the first site's are at the root."""
        return "" if site == self.sites[0] else f"/{site.name}"

    @property
    def lock(self) -> Path:
        """The file whose lock the process holds that crawls and indexes."""
        return self.folder / "sync.lock"

    def store(self) -> Store:
        """The index."""
        return open_store(self.place(self.settings.store_name, self.folder / "index"))

    def stores(self) -> Mapping[str, Store]:
        """The indexes of all tenants, over the same connections."""
        place = self.place("", self.settings.data)
        return open_stores(place, [tenant.name for tenant in self.settings.tenant])

    def store_of_dataset(self, name: str) -> Store:
        """The index of a labelled data set, beside the other; a tenant's is in its folder."""
        folder = self.scratch("evaluation") / name
        if self.tenant:
            return open_store(Place(folder))
        return open_store(self.place(f"{self.settings.store_name}: evaluation of {name}", folder))

    def place(self, name: str, folder: Path) -> Place:
        """Where an index is: under this name where the settings say so, or else in this folder."""
        chosen = self.settings
        shared = bool(chosen.tenant)
        return Place(folder, chosen.store.get_secret_value(), name, chosen.store_lag, shared)

    def cache(self) -> EmbeddingCache:
        """Vectors already computed; the caller closes it."""
        if self.settings.pages == "store":
            return EmbeddingCache.shared(self._address)
        return EmbeddingCache.at(self.folder / "embeddings.db")

    @contextmanager
    def builder(self, store: Store | None = None, languages: Sequence[str] = ()) -> Iterator[Builder]:
        """What builds the index, or another one in `store`, for questions in further `languages`."""
        spoken = (*self.settings.languages, *languages)
        with closing(self.cache()) as cache:
            yield Builder(store or self.store(), self.embedders(), cache, spoken, quota=self._quota)

    def embedders(self) -> Embedders:
        """The embedding models, none loaded yet."""
        opened = partial(
            open_embedder,
            cache_dir=self.settings.data / "models",
            threads=self.settings.threads,
            device=self.device,
        )
        return Embedders(opened, self.settings.multilingual, self.settings.embedders)

    def reranker(self) -> Reranker | None:
        """The cross-encoder, not loaded yet; None where none is set."""
        name, threads = self.settings.reranker, self.settings.threads
        return WaitingReranker(partial(open_reranker, name, threads)) if name else None

    def shared(self) -> Shared:
        """What all tenants of a process share."""
        chosen = self.settings
        load = Load(chosen.requests, chosen.timeout, chosen.max_body)
        tracing = open_tracing(chosen.telemetry) if chosen.telemetry else None
        return Shared(self.embedders(), self.reranker(), load, tracing)

    def asker(
        self, store: Store | None = None, languages: Sequence[str] = (), shared: Shared | None = None
    ) -> Asker:
        """What answers questions from the index, or another one in `store`, in further `languages` too."""
        embedders = shared.embedders if shared else self.embedders()
        reranker = shared.reranker if shared else self.reranker()
        spoken = (*self.settings.languages, *languages)
        answerer = self._answerer(embedders)
        return Asker(store or self.store(), embedders, answerer, spoken, reranker=reranker)

    def keys(self) -> KeyRing:
        """The keys of clients."""
        return KeyRing(self.folder / "keys.db")

    def questions(self) -> QuestionLog:
        """The log of questions."""
        path, days = self.folder / "questions.db", self.settings.question_days
        return QuestionLog(path, days, door, make_folder=self.tenant is None)

    def operation(self, served: Served, shared: Shared | None = None) -> Operation:
        """How the service is run at this address."""
        chosen, tenant = self.settings, self.tenant
        shared = shared or self.shared()
        access = Access(
            self.keys(),
            locked(chosen.access, served),
            rate(chosen.rate, served),
            served.workers,
            tenant.questions if tenant else "",
        )
        return Operation(
            Freshness(
                chosen.max_age,
                shared=chosen.access == "open",
                variant=self._variant,
                room=room(max(1, len(chosen.tenant))),
            ),
            shared.load,
            access,
            self.questions() if chosen.question_log == "on" else None,
            shared.tracing,
            tenant=tenant.name if tenant else "",
        )

    def moves(self) -> Moves:
        """Where pages of the sites have moved to."""
        return Moves(tuple((partial(self.corpus, site), self.prefix(site)) for site in self.sites))

    def feedback(self) -> FeedbackStore:
        """Where feedback is kept."""
        return FeedbackFile(self.folder / "feedback.db")

    def starter(self) -> SyncStarter:
        """What starts a sync in a process of its own."""
        names = [site.name for site in self.settings.site]
        return SyncStarter(self.settings.sync_key.get_secret_value(), names, self.arguments, self.lock)

    def scratch(self, name: str) -> Path:
        """A folder of the installation for something beside the index."""
        return self.folder / name

    @property
    def _quota(self) -> Quota:
        return Quota(self.tenant.pages, self.tenant.passages) if self.tenant else UNBOUNDED

    @property
    def _address(self) -> str:
        return self.settings.store.get_secret_value()

    @property
    def _variant(self) -> str:
        """What else than the index decides an answer: version and settings."""
        answering = {"embedders", "multilingual", "reranker", "languages", "public_url", "llm"}
        return f"{version('askdocs')} {self.settings.model_dump_json(include=answering)}"

    def _answerer(self, embedders: Embedders) -> Answerer:
        """What quotes the documentation, or has a language model write where one is set."""
        quoting, llm = ExtractiveAnswerer(embedders), self.settings.llm
        if llm is None:
            return quoting
        from service.answerers.model_server import ModelServer, Served  # its client takes a second to load

        served = Served(llm.base_url, llm.model, llm.key.get_secret_value(), llm.timeout, llm.max_tokens)
        return GenerativeAnswerer(ModelServer(served), embedders, quoting, llm.context_tokens)

    @property
    def folder(self) -> Path:
        """Where all of it is but the prepared models, which tenants share."""
        if self.tenant:
            return self.folder_of_tenant(self.tenant.name)
        if self.settings.tenant:
            raise SettingsError(f"There are several tenants. {self._named()}")
        return self.settings.data

    def _named(self) -> str:
        names = ", ".join(tenant.name for tenant in self.settings.tenant)
        return f"Name one of {names} with --tenant, before the command." if names else "There are none."
