"""Put the hashes of every file of each pinned release behind it, as the package index tells them.

Reads lines such as ``click==8.5.1``, writes them as pip wants them for ``--require-hashes``: good
on any machine, since all wheels and the source are listed. Asks the index as pip does, with pip's
own settings; run it with a Python that has pip.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from pip._internal.commands import create_command
from pip._internal.index.collector import LinkCollector, parse_links
from pip._internal.models.link import Link
from pip._vendor.packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from pip._vendor.packaging.version import InvalidVersion, Version


def main() -> None:
    """From standard input to standard output."""
    command = create_command("download")
    options, _ = command.parse_args(["--quiet", "nothing"])
    with command.main_context():
        session = command.get_default_session(options)
        collector = LinkCollector.create(session, options=options)

        def block(line: str) -> str:
            name, _, version = line.partition("==")
            hashes = hashes_of(collector, options.index_url, name, Version(version))
            if not hashes:
                raise SystemExit(f"{line}: the index names no hashes of its files")
            return " \\\n".join([line, *(f"    --hash=sha256:{one}" for one in hashes)])

        lines = [line.strip() for line in sys.stdin if line.strip()]
        with ThreadPoolExecutor(8) as pool:
            print(*pool.map(block, lines), sep="\n")


def hashes_of(collector: LinkCollector, index: str, name: str, version: Version) -> list[str]:
    """The SHA-256 of every wheel and source of one release, in order."""
    page = collector.fetch_response(Link(f"{index.rstrip('/')}/{canonicalize_name(name)}/"))
    if page is None:
        raise SystemExit(f"{name}: the index has no such package, or does not answer")
    return sorted(
        {
            link.hash
            for link in parse_links(page)
            if link.hash and link.hash_name == "sha256" and version_in(link.filename) == version
        }
    )


def version_in(filename: str) -> Version | None:
    """The release that a file is of; ``None`` for one that pip would not take."""
    try:
        if filename.endswith(".whl"):
            return parse_wheel_filename(filename)[1]
        return parse_sdist_filename(filename)[1]
    except (InvalidSdistFilename, InvalidWheelFilename, InvalidVersion):
        return None


if __name__ == "__main__":
    main()
