"""Packed bytes are others than those that were packed, and say so."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WeakWhenPacked:
    """An ASGI middleware around compression: packed bytes are others, so their tag is weak."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        async def weakened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if tag.startswith('"') and "content-encoding" in headers:
                    headers["ETag"] = f"W/{tag}"
            await send(message)

        await self.app(scope, receive, weakened)
