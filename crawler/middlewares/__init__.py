"""Downloader middlewares, one idea each, and the rules that httpx requests obey too."""
