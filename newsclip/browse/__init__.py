"""The archive in a browser: Datasette with pages made for reading news (extra ``browse``).

``newsclip browse`` is its only caller. Nothing here is imported by the other commands.
"""
