"""What a page shows: blocks of text, boxes and pictures, and what of it is no part of the story."""

from parsers.page.layout.blocks import MAX_NAMES, Block, Box, Layout, Picture

__all__ = ["MAX_NAMES", "Block", "Box", "Layout", "Picture"]
