"""Puts the parts together, as the settings say."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from index.build import Builder
from index.cache import EmbeddingCache
from index.embedders import open_embedder
from index.models import Embedders
from index.reranker import Reranker
from index.rerankers import open_reranker
from index.rerankers.waiting import WaitingReranker
from index.store import Store
from index.stores import Place, open_store
from ingest.corpus import Corpus
from ingest.postgres import open_shared
from ingest.relational import Relational
from service.answerer import Answerer
from service.answerers.extractive import ExtractiveAnswerer
from service.answerers.generative import GenerativeAnswerer
from service.ask import Asker
from service.feedback import FeedbackFile, FeedbackStore
from service.http.access import Access
from service.http.exchange import door
from service.http.freshness import Freshness
from service.http.load import Load
from service.keys import KeyRing
from service.moves import Moves
from service.operation import Operation, Served, locked, rate
from service.question_log import QuestionLog
from service.settings import Settings, SiteSettings
from service.starter import SyncStarter
from service.tracing import open_tracing

UNNAMED = SiteSettings()


@dataclass(frozen=True, slots=True)
class Workspace:
    """The parts of one installation; each call opens its part anew.

    `arguments` are those of the command line that another process needs to find the same installation.
    `device` is where embedders run that can choose, as torch names it; "" leaves it to them.
    """

    settings: Settings
    arguments: tuple[str, ...] = ()
    device: str = ""

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
        return Corpus.open(self._folder / (f"sites/{site.name}.db" if site.name else "corpus.db"))

    def tables(self, site: SiteSettings, *, frozen: bool = False) -> Relational:
        """What many workers share of a site: its pages, and what is left to do of its round."""
        return open_shared(self._address, f"{self.settings.store_name}/{site.name}", frozen=frozen)

    def prefix(self, site: SiteSettings) -> str:
        """The path below which a site's pages are served: the first site's are at the root."""
        return "" if site == self.sites[0] else f"/{site.name}"

    @property
    def lock(self) -> Path:
        """The file whose lock the process holds that crawls and indexes."""
        return self._folder / "sync.lock"

    def store(self) -> Store:
        """The index."""
        return self._opened_store(self._folder / "index")

    def store_of_dataset(self, name: str) -> Store:
        """The index of a labelled data set, beside the other."""
        return self._opened_store(self.scratch("evaluation") / name, f"evaluation of {name}")

    def _opened_store(self, folder: Path, beside: str = "") -> Store:
        """The one that is kept in this folder, or where the settings say, under a name of its own."""
        chosen = self.settings
        name = f"{chosen.store_name}: {beside}" if beside else chosen.store_name
        return open_store(Place(folder, chosen.store.get_secret_value(), name, chosen.store_lag))

    def cache(self) -> EmbeddingCache:
        """Vectors already computed; the caller closes it."""
        if self.settings.pages == "store":
            return EmbeddingCache.shared(self._address)
        return EmbeddingCache.at(self._folder / "embeddings.db")

    @contextmanager
    def builder(self, store: Store | None = None, languages: Sequence[str] = ()) -> Iterator[Builder]:
        """What builds the index, or another one in `store`, for questions in further `languages`."""
        spoken = (*self.settings.languages, *languages)
        with closing(self.cache()) as cache:
            yield Builder(store or self.store(), self.embedders(), cache, spoken)

    def embedders(self) -> Embedders:
        """The embedding models, none loaded yet."""
        opened = partial(
            open_embedder,
            cache_dir=self._folder / "models",
            threads=self.settings.threads,
            device=self.device,
        )
        return Embedders(opened, self.settings.multilingual, self.settings.embedders)

    def reranker(self) -> Reranker | None:
        """The cross-encoder, not loaded yet; None where none is set."""
        name, threads = self.settings.reranker, self.settings.threads
        return WaitingReranker(partial(open_reranker, name, threads)) if name else None

    def asker(self, store: Store | None = None, languages: Sequence[str] = ()) -> Asker:
        """What answers questions from the index, or another one in `store`, in further `languages` too."""
        embedders = self.embedders()
        spoken = (*self.settings.languages, *languages)
        answerer = self._answerer(embedders)
        return Asker(store or self.store(), embedders, answerer, spoken, reranker=self.reranker())

    def keys(self) -> KeyRing:
        """The keys of clients."""
        return KeyRing(self._folder / "keys.db")

    def questions(self) -> QuestionLog:
        """The log of questions."""
        return QuestionLog(self._folder / "questions.db", self.settings.question_days, door)

    def operation(self, served: Served) -> Operation:
        """How the service is run at this address."""
        chosen = self.settings
        access = Access(self.keys(), locked(chosen.access, served), rate(chosen.rate, served), served.workers)
        return Operation(
            Freshness(chosen.max_age, shared=chosen.access == "open", variant=self._variant),
            Load(chosen.requests, chosen.timeout, chosen.max_body),
            access,
            self.questions() if chosen.question_log == "on" else None,
            open_tracing(chosen.telemetry) if chosen.telemetry else None,
        )

    def moves(self) -> Moves:
        """Where pages of the sites have moved to."""
        return Moves(tuple((partial(self.corpus, site), self.prefix(site)) for site in self.sites))

    def feedback(self) -> FeedbackStore:
        """Where feedback is kept."""
        return FeedbackFile(self._folder / "feedback.db")

    def starter(self) -> SyncStarter:
        """What starts a sync in a process of its own."""
        names = [site.name for site in self.settings.site]
        return SyncStarter(self.settings.sync_key.get_secret_value(), names, self.arguments, self.lock)

    def scratch(self, name: str) -> Path:
        """A folder of the installation for something beside the index."""
        return self._folder / name

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
    def _folder(self) -> Path:
        return self.settings.data
