"""A page that is a file of its own: it loads nothing from anywhere, and nothing on it runs."""

from __future__ import annotations

from importlib import resources

import newsclip


def face() -> str:
    """The style sheet that reports, charts and the browser's pages share."""
    return _text("face.css")


def style() -> str:
    """The style sheet of reports and charts."""
    return face() + _text("style.css")


def _text(name: str) -> str:
    return resources.files("newsclip.report").joinpath(name).read_text("utf-8")


def html_page(title: str, body: str, made_by: str) -> str:
    """The whole page. *title* and *body* are HTML; *made_by* is the command that made it."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="{made_by} {newsclip.__version__}">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style()}</style>
</head>
<body>
{body}
</body>
</html>
"""
