"""newsclip forget: a page or a site, removed for good and left alone."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive, ArchiveMissing, Filters
from archive.reading.forgotten_urls import is_met
from archive.upkeep.forget import ForgetPlan, scope_of
from newsclip.terminal.options.common_options import WebAddress, archive_option, quiet_option
from newsclip.terminal.output.printing import can_be_asked, clean, errors, fail, progress_bar


@click.command(
    "forget",
    epilog="""\b
Examples:
  newsclip forget https://www.africanews.com/2023/11/06/some-story/
  newsclip forget africanews.com --yes
  newsclip forget nowhere.example --never-fetch
  newsclip forget africanews.com --undo""",
)
@click.argument("target", metavar="URL|SITE", type=WebAddress())
@click.option("--undo", is_flag=True, help="Allow it to be fetched again; nothing comes back.")
@click.option(
    "--never-fetch",
    "ahead",
    is_flag=True,
    help="Remember it also where nothing of it is here, so that it is never fetched.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@quiet_option
@archive_option
@errors
def command(target: str, undo: bool, ahead: bool, yes: bool, quiet: bool, archive: Path) -> None:
    """Remove a page, under all its addresses, or a whole site: articles, revisions, stored pages,
    and what people noted of them.

    What stood there is overwritten, pages compressed against a removed one are compressed
    anew, and it is never fetched or imported again. Copies made before, by backup or export,
    are not touched. It is remembered before anything is removed: where forget is cut short,
    the same command again, or newsclip check --repair, completes it. What the archive never met
    is taken for mistyped, unless --never-fetch says that it is meant.
    """
    if not archive.exists():
        raise ArchiveMissing(archive)
    with Archive(archive, write=True) as opened, opened.lock():
        try:
            if undo:
                _undo(opened, target, quiet)
                return
            plan = opened.to_forget(target)
        except ValueError as error:
            fail(
                f"{error}. Write an address as https://www.example.com/story, a site as example.com"
            )
        told = _told(target, plan)
        is_known = not plan.is_empty or is_met(opened.connection, plan.keys, plan.sites)
        if not (is_known or ahead or opened.is_forgotten(target)):
            _refuse_unknown(opened, target)
        _confirm(target, told, yes)
        try:
            with (
                opened.run(f"forget {target}") as run,
                progress_bar("Packing other pages anew", quiet) as progress,
            ):
                opened.forget(plan, progress)
                run.counts = {
                    "articles": len(plan.article_ids),
                    "pages": len(plan.capture_ids),
                }
        except KeyboardInterrupt:
            if opened.is_forgotten(target):
                click.echo(
                    clean(
                        f"{target} is remembered, but not all of it is gone: "
                        "the same command, or newsclip check --repair, completes it"
                    ),
                    err=True,
                )
            raise
    if not quiet:
        what = f"Forgotten: {told}" if is_known else f"{target} is not here, and is remembered"
        click.echo(clean(f"{what}. It will not be fetched."))


def _refuse_unknown(opened: Archive, target: str) -> None:
    """End where the archive never met *target*: it may be mistyped."""
    for one in opened.unknown_values(Filters(site=target)) if "/" not in target else ():
        click.echo(clean(str(one)), err=True)
    fail(
        f"{target}: nothing of it was ever here, so nothing was removed, and it was not"
        f" remembered. If it is never to be fetched: newsclip forget {target} --never-fetch"
    )


def _undo(opened: Archive, target: str, quiet: bool) -> None:
    undone = opened.undo_forget(target)
    if opened.is_forgotten(target):
        fail(f"{target}: its whole site was forgotten. To allow that: newsclip forget SITE --undo")
    if not quiet:
        told = "It may be fetched again" if undone else "It was not forgotten"
        click.echo(clean(f"{target}: {told}."), err=not undone)


def _confirm(target: str, told: str, yes: bool) -> None:
    if yes:
        return
    if not can_be_asked():
        fail(f"{target}: nothing was removed, since nobody can be asked. To do it: add --yes")
    click.confirm(clean(f"Remove {told} for good?"), abort=True, err=True)


def _told(target: str, plan: ForgetPlan) -> str:
    articles, pages = len(plan.article_ids), len(plan.capture_ids)
    scope, name = scope_of(target)
    what = f"all of {name}" if scope == "site" else name
    noted = f", {plan.noted} of what was noted" if plan.noted else ""
    return (
        f"{what} ({articles} article{'s' * (articles != 1)},"
        f" {pages} stored page{'s' * (pages != 1)}{noted})"
    )
