"""Walls between sites: the server itself shows a connection the rows of one site, whatever a query asks for.

Row-level security (https://www.postgresql.org/docs/current/ddl-rowsecurity.html) stands under the filters of
the queries: one that lacks its own finds nothing of another site. It guards against mistakes in our code, not
against somebody who may run statements of their own, since they may name another site.
"""

from typing import LiteralString

from psycopg import Connection, sql

from index.errors import StoreError

_WALL: LiteralString = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY site ON {table} USING (site = current_setting('askdocs.site', true))
"""
# Written so, without a subquery, the planner joins it with a query's own filter into one comparison that is
# made once, not for each row.

_SEE: LiteralString = """
SELECT set_config('askdocs.site', %s, false), current_user::text, rolsuper OR rolbypassrls
FROM pg_roles WHERE rolname = current_user
"""


class SiteConnection(Connection[tuple[object, ...]]):
    """A connection that sees no rows before it was told of which site."""

    _site: str | None = None

    def see(self, site: str, *, walled: bool) -> None:
        """Show the rows of this site from now on, and no others.

        Raises StoreError where it has to be `walled`, and its role is one that passes through walls.
        """
        if site == self._site:
            return
        found = self.execute(_SEE, (site,)).fetchone()
        self._site = site
        if walled and found and found[2]:
            self._site = None
            raise StoreError(
                f"The role {found[1]} passes over row-level security, which keeps tenants apart: name another"
                " role in `store`, neither superuser nor BYPASSRLS; see docs/tenants.md."
            )


def wall(connection: Connection, table: sql.Identifier) -> None:
    """Have a table, or a part of one, show rows of one site only, to its owner too."""
    for statement in _WALL.split(";"):
        connection.execute(sql.SQL(statement).format(table=table))
