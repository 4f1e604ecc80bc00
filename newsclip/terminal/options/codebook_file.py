"""A codebook named on the command line."""

from __future__ import annotations

from pathlib import Path

from archive.notes.coding.codebook import Code, CodebookWrong, read_codebook
from newsclip.terminal.output.printing import fail


def codebook_of(path: Path) -> list[Code]:
    """The codes of the codebook at *path*. Ends with a line where it cannot be used."""
    try:
        return read_codebook(path.read_text("utf-8-sig"))
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    except (CodebookWrong, UnicodeDecodeError) as error:
        fail(f"{path}: {error}")
