"""Parts given to a Dask cluster, and what comes back; workers, schedulers and lines may fail."""

from __future__ import annotations

import contextlib
import importlib
import ipaddress
import json
import logging
import os
import re
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import parsers
from newsclip.cluster.task import HEARTBEAT, about, carry_out
from newsclip.cluster.work_parts import GRACE, Part
from newsclip.terminal.extras import needs

TRIES = 4
"""How often a part is begun before it counts as failed."""
RECONNECT_SECONDS = 300.0
"""How long a scheduler that went away is waited for."""
_CONNECT_SECONDS = 20
_LOOK = 0.2


class ClusterError(Exception):
    """The cluster cannot be used; the message says why and what to do."""


class PartFailed(Exception):
    """One part was not done; the message says why."""


class Cluster:
    """A Dask cluster that carries out parts; a context manager.

    *address* is ``local``, ``local:N``, the address of a scheduler or its file. *folder* is
    where all machines can write. Raises :class:`ClusterError`.
    """

    def __init__(self, address: str, folder: Path, *, without_tls: bool = False) -> None:
        self._address = address
        self._folder = folder.resolve()
        self._without_tls = without_tls
        self._alive = self._folder / f"{uuid.uuid4().hex}.alive"
        self._lock = threading.Lock()
        self._given: dict[Future[Any], _Given] = {}
        self._ending = threading.Event()
        self._client: Any = None
        self._stack = contextlib.ExitStack()
        self._problem: Exception | None = None
        self.workers = 0
        """How many workers there were at the start."""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._alive.touch()
        try:
            self._client = self._stack.enter_context(connect(self._address, self._without_tls))
            self.workers = self._check_workers()
        except BaseException:
            self._alive.unlink(missing_ok=True)
            self._stack.close()
            raise
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._beat, self._follow)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self._ending.set()
        for thread in self._threads:
            thread.join()
        with contextlib.suppress(OSError, TimeoutError):
            self._stack.close()

    def submit(self, part: Part) -> Future[Any]:
        """What *part* gives, or :class:`PartFailed`, in time."""
        future: Future[Any] = Future()
        with self._lock:
            if self._problem:
                future.set_exception(self._problem)
            else:
                self._given[future] = _Given(part, self._order(part))
        return future

    def stop(self) -> None:
        """Have all that is under way finish what it has in hand; wait until it did."""
        self._alive.unlink(missing_ok=True)
        until = time.monotonic() + GRACE + 5
        while self._given and time.monotonic() < until and not self._ending.is_set():
            time.sleep(_LOOK)

    def _order(self, part: Part) -> Any:
        return self._client.submit(
            carry_out, part, self._alive, parsers.VERSION, pure=False, retries=0
        )

    def _check_workers(self) -> int:
        self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        found = self._client.run(about, str(self._folder), on_error="return")
        for worker, said in found.items():
            if isinstance(said, Exception):
                raise ClusterError(
                    f"the worker {worker} cannot run newsclip ({said}). Install"
                    " the same release, with the extra cluster, on every machine"
                )
            if said["parser"] != parsers.VERSION:
                raise ClusterError(
                    f"the worker {worker} has {said['parser']}, this machine {parsers.VERSION}."
                    " Every machine needs the same release of newsclip"
                )
            if not said["sees_folder"]:
                raise ClusterError(
                    f"the worker {worker} cannot write to {self._folder}. Name a folder that all"
                    " machines share with --shards"
                )
        return len(found)

    def _beat(self) -> None:
        while not self._ending.wait(HEARTBEAT):
            with contextlib.suppress(OSError):
                os.utime(self._alive)

    def _follow(self) -> None:
        while not self._ending.wait(_LOOK):
            with self._lock:
                try:
                    if self._client.status != "running":
                        self._reconnect()
                    for future, given in list(self._given.items()):
                        self._look(future, given)
                except Exception as problem:
                    self._problem = problem
                    for future in self._given:
                        future.set_exception(problem)
                    self._given.clear()

    def _look(self, future: Future[Any], given: _Given) -> None:
        status = given.order.status
        if status == "pending":
            return
        if status == "finished":
            kind, result = given.order.result(timeout=_CONNECT_SECONDS)
            if kind == "done":
                future.set_result(result)
            else:
                future.set_exception(PartFailed(f"{given.part.name}: {result}"))
        elif given.tries < TRIES and self._alive.exists():
            given.tries += 1  # its worker or the scheduler went away
            given.order = self._order(given.part)
            return
        else:
            why = "its workers went away" if status == "error" else "the cluster dropped it"
            future.set_exception(PartFailed(f"{given.part.name}: {why} ({TRIES} tries)"))
        del self._given[future]

    def _reconnect(self) -> None:
        """Wait for the scheduler to come back, and give it again what was under way."""
        if self._address.startswith("local"):
            raise ClusterError("the scheduler on this machine ended; run the command again")
        with contextlib.suppress(OSError, TimeoutError):
            self._stack.close()
        until = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                self._client = self._stack.enter_context(connect(self._address, self._without_tls))
                self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
                break
            except (ClusterError, OSError, TimeoutError):
                if time.monotonic() > until or self._ending.is_set():
                    raise ClusterError(
                        f"the scheduler {self._address} went away and did not come back. What was"
                        " finished is kept; the same command goes on from there"
                    ) from None
                self._ending.wait(2)
        for given in self._given.values():
            given.order = self._order(given.part)


class _Given:
    """A part under way."""

    def __init__(self, part: Part, order: Any) -> None:
        self.part = part
        self.order = order
        self.tries = 1


@contextlib.contextmanager
def connect(address: str, without_tls: bool = False) -> Iterator[Any]:
    """A client of the cluster at *address*. Raises :class:`ClusterError`."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ClusterError(needs("a cluster", "Dask", "cluster")) from None
    for logger in ("distributed", "distributed.client"):
        logging.getLogger(logger).setLevel(logging.CRITICAL)  # newsclip itself says what failed
    if local := re.fullmatch(r"local(?::(\d{1,4}))?", address):
        workers = int(local[1] or os.cpu_count() or 1)
        if not workers:
            raise ClusterError("local:0 has no workers. Write local:1 or more")
        with (
            distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                # Keys for this run alone: others on this machine reach the port, and no more.
                security=distributed.Security.temporary(),
                dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                worker_dashboard_address=None,
                silence_logs=logging.CRITICAL,
            ) as cluster,
            closing(distributed.Client(cluster, set_as_default=False)) as client,
        ):
            yield client
        return
    scheduler = _scheduler(address, without_tls)
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {scheduler} ({error}). Start one with:"
            " dask scheduler, and workers with: dask worker ADDRESS"
        ) from None
    with closing(client):  # not the client's own block: that ends in the thread it began in
        yield client


def _scheduler(address: str, without_tls: bool) -> str:
    """The scheduler's address, if it is safe to talk to."""
    found = address
    if address.endswith(".json"):
        try:
            found = str(json.loads(Path(address).read_text("utf-8"))["address"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ClusterError(
                f"{address} is no scheduler file ({error}). dask scheduler --scheduler-file"
                f" {address} writes one"
            ) from None
    if "://" not in found:
        found = f"tcp://{found}"
    try:
        parts = urlsplit(found)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme not in ("tcp", "tls") or not host or not port:
        raise ClusterError(
            f"{address} is no address of a Dask scheduler. Write local, local:4,"
            " tls://HOST:8786 or the path of a scheduler file that ends with .json"
        )
    if parts.scheme == "tcp" and not without_tls and not _is_loopback(host):
        raise ClusterError(
            f"{found} is not encrypted: whoever reaches a Dask port runs code on its machines."
            " Use TLS (docs/scale.md), or insist with --cluster-without-tls in a network that"
            " nobody else reaches"
        )
    return found


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
