"""Connections to public addresses only: what keeps a crawl away from the machines behind our own firewall."""

import socket
import ssl
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network

import anyio
import httpcore
import httpx

from ingest.errors import PageError

NAT64 = ip_network("64:ff9b::/96")


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Resolves a host itself, refuses private addresses, and connects to the very address that it checked.

    A name that resolves differently a second time (DNS rebinding) therefore gains nothing.
    """

    def __init__(self) -> None:
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the host's first reachable address; PageError where any of them is not public."""
        addresses = await _resolve(host, port, timeout)
        for refused in (address for address in addresses if not is_public(address)):
            raise PageError(host, f"at {refused}, a private address: not contacted without --allow-private")
        return await self._first_reachable(addresses, port, timeout, local_address, socket_options)

    async def _first_reachable(
        self,
        addresses: list[str],
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own tries."""
        await anyio.sleep(seconds)


class PublicTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over a pool that connects to public addresses only."""

    def __init__(self, verify: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(verify=verify, limits=limits)
        # httpx has no parameter for the network backend, so its pool is replaced (the version is pinned).
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=verify,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=PublicBackend(),
        )


def is_public(address: str) -> bool:
    """Whether an IP address may be contacted: not private, loopback, link-local, reserved."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None or found in NAT64:
            return is_public(str(inner or ip_address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


async def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    try:
        with anyio.fail_after(timeout):
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(f"no answer to the look-up of {host}") from error
    except OSError as error:
        raise httpcore.ConnectError(f"{host} cannot be resolved: {error.strerror or error}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))
