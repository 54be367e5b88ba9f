"""One database, on one server or several: the connections that all its sites are read and written over."""

from collections.abc import Iterator
from itertools import cycle

from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from index.stores.postgres.pool import Pool
from index.stores.postgres.server import Server
from index.stores.postgres.servers import Servers
from index.stores.postgres.walls import SiteConnection

WRITING = {"target_session_attrs": "read-write", "connect_timeout": "5", "keepalives_idle": "30"}
"""A builder is silent while it embeds, for longer than some firewalls remember a connection."""


class Database:
    """What `dsn` names, a libpq address, maybe of several servers. Threads may share it.

    Where it has to be `walled`, a role that passes over row-level security is refused.
    """

    def __init__(self, dsn: str, *, walled: bool = False) -> None:
        self._dsn, self._walled = dsn, walled
        self._pools = [Pool(conninfo, walled=walled) for conninfo in one_each(dsn)]

    def servers(self, site: str, most_lag: float) -> Servers:
        """The servers, as this site is read from them."""
        return Servers([Server(pool, site) for pool in self._pools], most_lag)

    def writable(self, site: str) -> Connection:
        """A new connection to the server that can be written to, which sees this site."""
        given = make_conninfo(self._dsn, **WRITING)
        connection: SiteConnection = SiteConnection.connect(given, autocommit=True)
        try:
            connection.see(site, walled=self._walled)
            # the commit of a generation waits for all before
            connection.execute("SET synchronous_commit = off")
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Close what is read over; it cannot be used any more."""
        for pool in self._pools:
            pool.close()


def one_each(dsn: str) -> Iterator[str]:
    """An address for each server that `dsn` names."""
    given = conninfo_to_dict(dsn)
    hosts = str(given.get("host", "")).split(",")
    ports = str(given.get("port", "")).split(",")
    alone = {name: value for name, value in given.items() if name not in _OF_SEVERAL}
    for host, port in zip(hosts, cycle(ports), strict=False):
        own = {"host": host, "port": port}
        yield make_conninfo("", **alone, **{name: value for name, value in own.items() if value})


_OF_SEVERAL = {"host", "port", "hostaddr", "target_session_attrs", "load_balance_hosts"}
