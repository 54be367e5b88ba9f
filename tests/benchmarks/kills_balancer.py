"""The load balancer before the replicas: haproxy, which asks the next one where a replica breaks off.

It comes from the system's packages: apt-get install haproxy.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from service.dev_cluster.server import HOST, free_port
from tests.benchmarks.kills_replicas import answers
from tests.benchmarks.kills_servers import until

REPLICA = b"x-replica"
"""The header of a response that says which replica made it."""

_CONFIGURATION = """
defaults
    mode http
    timeout connect 1s
    timeout client 60s
    timeout server 60s
    retries 3
    option redispatch 1
    retry-on conn-failure empty-response junk-response

listen askdocs
    bind {host}:{port}
    balance roundrobin
    option httpchk GET /readyz
    http-response set-header X-Replica %s
    default-server check inter 500ms fall 2 rise 1
{servers}
"""
# A request goes to the next replica if its connection cannot be made, or breaks before a byte comes back.


def haproxy() -> str:
    """The program. Raises FileNotFoundError."""
    found = shutil.which("haproxy", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        raise FileNotFoundError("haproxy is missing. Install it, such as by: apt-get install haproxy")
    return found


@contextmanager
def balancer(replicas: Mapping[str, int], folder: Path) -> Iterator[str]:
    """The address that stands for the replicas, given by their names and ports."""
    port, file = free_port(), folder / "haproxy.cfg"
    servers = "\n".join(f"    server {name} {HOST}:{own}" for name, own in replicas.items())
    file.write_text(_CONFIGURATION.format(host=HOST, port=port, servers=servers))
    with (folder / "haproxy.log").open("w") as log:
        process = subprocess.Popen([haproxy(), "-db", "-f", file], stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            until(lambda: answers(port))
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()
            process.wait()
