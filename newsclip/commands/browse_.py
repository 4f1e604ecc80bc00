"""newsclip browse: the archive in a browser."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path

import click

from archive import Archive
from newsclip.terminal.extras import needs
from newsclip.terminal.options.common_options import ArchivePath, archive_option, quiet_option
from newsclip.terminal.output.printing import errors, fail

DEFAULT_PORT = 8001


@click.command(
    "browse",
    epilog="""\b
Examples:
  newsclip browse
  newsclip browse --open
  newsclip browse old.db --port 0""",
)
@click.argument(
    "database",
    metavar="[ARCHIVE]",
    required=False,
    type=ArchivePath(),
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Anything but this machine lets others read the archive; "
    "they cannot ask in SQL then.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes one that is free.",
)
@click.option(
    "--notes",
    is_flag=True,
    help="Let whoever sits at this machine tag, note and select articles from the pages.",
)
@click.option("--open", "show", is_flag=True, help="Open it in your browser.")
@quiet_option
@archive_option
@errors
def command(
    database: Path | None,
    archive: Path,
    host: str,
    port: int,
    notes: bool,
    show: bool,
    quiet: bool,
) -> None:
    """Look at the archive in a browser: read, search, compare revisions, ask in SQL.

    Nothing can be changed from there, and a crawl may write meanwhile; with --notes, and on this
    machine only, tags, notes and selections can (news.notes.db). The pages load nothing from
    elsewhere. Ctrl-C ends it.
    """
    path = database or archive
    with Archive(path):  # says at once what is wrong with it
        pass
    try:
        import uvicorn

        from newsclip.browse.app import application
        from newsclip.browse.guard import is_loopback
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.split(".")[0] in ("newsclip", "archive", "parsers"):
            raise
        fail(needs("browse", "Datasette", "browse"))
    if notes and not is_loopback(host):
        raise click.UsageError("--notes is for this machine only: leave --host out.")
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else "127.0.0.1" if host in ("0.0.0.0", "") else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    if not is_loopback(host):
        click.echo(
            f"newsclip: others can read {path} at {host}. Anyone who reaches this port can.",
            err=True,
        )
    if not quiet:
        click.echo(f"{path} is at {address} (Ctrl-C ends it)")
    server = uvicorn.Server(
        uvicorn.Config(
            application(path, host, notes=notes),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
    )
    if show:
        webbrowser.open(address)
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:  # asked to end, and it has
        return


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, so that the address is known before it is told."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, number)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(64)
    except OSError as error:
        fail(
            f"{host} port {port} cannot be listened on ({error.strerror or error}). "
            "Another one: newsclip browse --port 0"
        )
    return listening
