"""Commands whose arguments are queries: ``-word`` there is no option."""

from __future__ import annotations

import re
from typing import Any

import click

_MINUS = "\ue000"
"""Stands for the minus of a word while the options are read: a character of nobody's text."""
_EXCLUDED = re.compile(r"-[^\s\-]")


class QueryCommand(click.Command):
    """A command that takes ``-word`` as part of its query, and other options as usual."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; what the command has as an option is one."""
        options = {name for param in self.get_params(ctx) for name in param.opts}
        options |= set(ctx.help_option_names)
        hidden = [
            _MINUS + arg[1:] if _EXCLUDED.match(arg) and arg not in options else arg for arg in args
        ]
        rest = super().parse_args(ctx, hidden)
        ctx.params = {name: _restored(value) for name, value in ctx.params.items()}
        return rest


def _restored(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(_MINUS, "-")
    if isinstance(value, tuple):
        return tuple(_restored(item) for item in value)
    return value
