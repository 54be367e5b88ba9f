"""The embedding of a round: vectors of new and changed pages go into the cache that all workers share."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import anyio.to_thread

from index.cache import EmbeddingCache
from index.models import Embedders
from ingest.errors import AskdocsError
from ingest.frontier import Item, Phase
from service.jobs.desk import Desk
from service.jobs.patience import Patience
from service.wiring import Workspace

AT_ONCE = 16
"""Pages that are embedded together."""

logger = logging.getLogger("askdocs.worker")


@dataclass(slots=True)
class Embedding:
    """A worker's models, loaded when they are first needed, and the cache."""

    workspace: Workspace
    embedders: Embedders
    cache: EmbeddingCache

    async def embed(self, desk: Desk, job: int, patience: Patience) -> bool:
        """Embed some pages that wait; whether there were any."""
        items = desk.frontier.claim(Phase.EMBED, job, AT_ONCE)
        fresh = [item for item in items if item.tries == 1]
        for together in ([fresh] if fresh else []) + [[item] for item in items if item.tries > 1]:
            await self._try(desk, together, patience)
        return bool(items)

    async def _try(self, desk: Desk, items: Sequence[Item], patience: Patience) -> None:
        """Embed these pages together; where that fails, they are tried one by one later."""
        try:
            texts = self._texts(desk, items)
            await anyio.to_thread.run_sync(self._embed, texts, self._spoken(desk))
        except AskdocsError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one page does to a model, the others are to go on
            self._failed(desk, items, f"{type(error).__name__}: {error}", patience)
        else:
            desk.frontier.embedded([item.url for item in items])

    def _failed(self, desk: Desk, items: Sequence[Item], reason: str, patience: Patience) -> None:
        for item in items:
            logger.warning("not embedded", extra={"url": item.url, "reason": reason, "tries": item.tries})
            if item.tries >= patience.tries:
                desk.frontier.embedded([item.url], reason)
            else:
                desk.frontier.postpone(Phase.EMBED, item.url, patience.wait(item.tries), reason)

    def _texts(self, desk: Desk, items: Sequence[Item]) -> Mapping[str, list[str]]:
        """What a build would embed of these pages, by language."""
        pages = filter(None, (desk.corpus.page(item.url) for item in items))
        texts: dict[str, list[str]] = defaultdict(list)
        for passage in desk.shelf.passages_of(pages):
            if not passage.addresses_agents:
                texts[passage.language].append(passage.in_context)
        return texts

    def _spoken(self, desk: Desk) -> set[str]:
        return {*desk.corpus.languages(), *self.workspace.settings.languages}

    def _embed(self, texts: Mapping[str, list[str]], spoken: set[str]) -> None:
        for language, own in texts.items():
            for embedder in self.embedders.of_passages(language, {*spoken, *texts}):
                self.cache.passages(embedder, own)
