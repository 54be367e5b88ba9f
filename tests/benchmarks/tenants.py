"""What a further tenant costs a process in memory: python -m tests.benchmarks.tenants [--tenants N]

Tenants of the bundled sample, without a model, in a PostgreSQL server of its own; each is asked once.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from fastapi.testclient import TestClient

from index.build import NoProgress as SilentIndex
from ingest.outcome import NoProgress as SilentCrawl
from service.operation import Served
from service.serving import tenants_application
from service.settings import Settings
from service.sync import crawl_site, index_sites
from service.wiring import Workspace
from tests.postgres import running_postgres, shared_database

QUESTION = {"ask": "Which support plan gives access to WhatsApp?"}


def settings(data: Path, store: str, count: int) -> Settings:
    """So many tenants of one site."""
    site = {"name": "docs", "location": "sample"}
    tenants = [{"name": f"t{n}", "hosts": [f"t{n}.test"], "site": [site]} for n in range(count)]
    given = {"data": data, "store": store, "tenant": tenants, "embedders": {}, "multilingual": "hashing"}
    return Settings.model_validate(given)


def resident() -> float:
    """Megabytes of memory that this process has now."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line[:6] == "VmRSS:"]
    return int(line.split()[1]) / 1024


def serve_and_ask(whole: Workspace) -> tuple[float, float]:
    """Megabytes and seconds until all tenants are served, and each was asked once."""
    before, begun = resident(), perf_counter()
    application = tenants_application(whole, Served("127.0.0.1"))
    with TestClient(application):
        for tenant in whole.tenants:
            client = TestClient(application, base_url=f"http://{tenant.hosts[0]}")
            client.get("/en.md", params=QUESTION).raise_for_status()
    return resident() - before, perf_counter() - begun


def main(given: Sequence[str]) -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m tests.benchmarks.tenants", description="Memory a tenant.")
    parser.add_argument("--tenants", type=int, default=21, help="so many tenants")
    count = parser.parse_args(given).tenants
    with (
        TemporaryDirectory() as folder,
        running_postgres() as server,
        shared_database(server.dsn, "tenants") as roles,
    ):
        whole = Workspace(settings(Path(folder), roles.builder, count))
        for tenant in whole.tenants:
            for site in tenant.sites:
                crawl_site(tenant, site, SilentCrawl())
            index_sites(tenant, SilentIndex())
        first, _ = serve_and_ask(Workspace(settings(Path(folder), roles.builder, 1)))
        rest, seconds = serve_and_ask(whole)
    print(f"the first tenant {first:.1f} MB, {count} more {rest:.1f} MB: {rest / count:.2f} MB each")
    print(f"{seconds / count * 1000:.0f} ms each until it is served and was asked once")


if __name__ == "__main__":
    main(sys.argv[1:])
