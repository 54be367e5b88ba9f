"""The queue of jobs, in the database of the store: procrastinate's tables, in a schema of their own."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONValue
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from service.errors import JobsError
from service.jobs.kind import Kind
from service.jobs.ticket import Ticket
from service.wiring import Workspace

SCHEMA = "askdocs_jobs"

POOL = 4
"""Connections of one worker to its queue at most, one of which listens for new jobs."""

_LOCK = 0x61736B6A6F6273
"""Whoever makes the tables holds the advisory lock of this number."""

MOVED_ON = (AlreadyEnqueued, ConnectorException)


@dataclass(frozen=True, slots=True)
class Queue:
    """The queues of one installation in the database at `address`."""

    address: str
    installation: str

    @asynccontextmanager
    async def open(self) -> AsyncIterator[App]:
        """The queue, whose tables are made where they are missing. Raises JobsError where it cannot be."""
        try:
            _ensure_tables(self.address)
            app = App(connector=PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=POOL))
            async with app.open_async():
                yield app
        except (psycopg.Error, ConnectorException) as error:
            told = " ".join(str(error.__cause__ or error).split()).rstrip(".")
            raise JobsError(
                f"The queue in PostgreSQL cannot be used: {told}. See that the server runs."
            ) from error

    def name(self, kind: Kind) -> str:
        """What a queue is called there: short, whatever the installation is called."""
        return f"{kind}-{sha256(self.installation.encode()).hexdigest()[:16]}"

    def names(self, kinds: Iterable[Kind]) -> list[str]:
        """What these queues are called."""
        return [self.name(kind) for kind in kinds]

    async def put(
        self,
        app: App,
        kind: Kind,
        task: str,
        key: str,
        after: float = 0.0,
        alone: str = "",
        **facts: JSONValue,
    ) -> None:
        """Put a job into its queue, to begin in so many seconds, unless one of that key waits there.

        Of the jobs that are to be `alone` by the same name, one at a time is done.
        """
        job = app.configure_task(
            task,
            queue=self.name(kind),
            lock=f"{self.name(kind)}:{alone}" if alone else None,
            queueing_lock=f"{self.name(kind)}:{task}:{key}",
            schedule_in={"milliseconds": round(after * 1000)} if after else None,
        )
        try:
            await job.defer_async(**facts)
        except AlreadyEnqueued:
            return

    async def put_plan(self, app: App, about: Ticket, accept_shrink: bool, after: float = 0.0) -> None:
        """Have a site's round begun."""
        key, facts = about.name or about.location, asdict(about)
        await self.put(
            app, Kind.FETCH, "plan", key, after, about.alone, site=facts, accept_shrink=accept_shrink
        )

    @property
    def _conninfo(self) -> str:
        given = conninfo_to_dict(self.address)
        options = f"{given.get('options', '')} -c search_path={SCHEMA}".strip()
        return make_conninfo(
            self.address, options=options, target_session_attrs="read-write", connect_timeout=5
        )


def _ensure_tables(address: str) -> None:
    with psycopg.connect(address, target_session_attrs="read-write", connect_timeout=5) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",)).fetchone()
        if found and found[0]:
            return
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute(f"SET LOCAL search_path = {SCHEMA}")
        connection.execute(SchemaManager.get_schema())


def open_queue(workspace: Workspace) -> Queue:
    """The queue of an installation."""
    return Queue(workspace.settings.store.get_secret_value(), workspace.settings.store_name)
