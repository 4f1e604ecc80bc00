"""Pages packed against another page of the same host.

Pages of a host share most of their bytes. With an earlier page as zstd's raw dictionary
(a key frame, as in video) a page needs about a quarter of what gzip needs. There are no
chains: a reference is always packed by itself.
"""

from __future__ import annotations

from collections import OrderedDict

import zstandard

LEVEL = 6
"""Of zstd. With a reference, 9 takes twice the time to make a page smaller by a thirtieth."""
LARGEST_BODY = 256 * 1024 * 1024
"""Bytes. No page this large is ever stored; a file that declares one is damaged."""

LARGEST_REFERENCE = 4 * 1024 * 1024
_KEPT_READY = 8


class Packer:
    """Compresses; for one thread only, since a compressor shared by two crashes the process."""

    def __init__(self) -> None:
        self._plain = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True)
        self._ready: OrderedDict[str, zstandard.ZstdCompressor] = OrderedDict()

    def pack(self, body: bytes) -> bytes:
        """*body* by itself."""
        return self._plain.compress(body)

    def knows(self, reference_id: str) -> bool:
        """Whether :meth:`pack_against` is ready for *reference_id*."""
        return reference_id in self._ready

    def learn(self, reference_id: str, reference: bytes) -> None:
        """Make ready for packing against *reference*; the last few stay ready."""
        dictionary = _dictionary(reference)
        dictionary.precompute_compress(level=LEVEL)
        self._ready[reference_id] = zstandard.ZstdCompressor(
            level=LEVEL, dict_data=dictionary, write_content_size=True
        )
        if len(self._ready) > _KEPT_READY:
            self._ready.popitem(last=False)

    def pack_against(self, reference_id: str, body: bytes) -> bytes:
        """*body* with a learned page as dictionary."""
        self._ready.move_to_end(reference_id)
        return self._ready[reference_id].compress(body)


def unpack(packed: bytes, size: int, reference: bytes | None = None) -> bytes:
    """The body that *packed* was made from, *size* bytes long.

    Raises ``ValueError`` when the frame is damaged or declares another size: that is looked
    at first, since zstandard believes whatever a frame declares.
    """
    try:
        declared = zstandard.get_frame_parameters(packed).content_size
        if declared != size or size > LARGEST_BODY:
            raise ValueError(f"it declares {declared} bytes, {size} were stored")
        if size == 0:
            return b""
        dictionary = _dictionary(reference) if reference is not None else None
        return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(packed)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _dictionary(reference: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(reference, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
