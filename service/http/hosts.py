"""One process for many hosts: each request goes to the application of its host, and to no other."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

NOTHING = "Nothing is served under this name.\n"


@dataclass(frozen=True, slots=True)
class Hosted:
    """An application, and the folder of its data: where that is gone, its owner was dropped."""

    app: FastAPI
    folder: Path


def by_host(hosted: Mapping[str, Hosted]) -> Starlette:
    """One application of several, by the names of their hosts in lower case."""
    apps = list({id(each.app): each.app for each in hosted.values()}.values())
    whole = Starlette(lifespan=_together(apps))
    whole.add_middleware(_ByHost, hosted=hosted)
    return whole


class _ByHost:
    """An ASGI middleware. Any other name gets 404, which does not tell whether there ever was one like it."""

    def __init__(self, app: ASGIApp, hosted: Mapping[str, Hosted]) -> None:
        self.app = app
        self.hosted = hosted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        found = self.hosted.get(_name(Headers(scope=scope).get("host", "")))
        if found is None or not found.folder.is_dir():
            await PlainTextResponse(NOTHING, HTTPStatus.NOT_FOUND)(scope, receive, send)
            return
        await found.app(scope, receive, send)


def _name(host: str) -> str:
    """The name alone: without port, as all who ask for it write it."""
    name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")


def _together(
    apps: list[FastAPI],
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """The lifespan of all, which begin and end with the one that holds them."""

    @asynccontextmanager
    async def lifespan(_whole: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for app in apps:
                await running.enter_async_context(app.router.lifespan_context(app))
            yield

    return lifespan
