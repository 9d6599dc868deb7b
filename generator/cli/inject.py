"""`oneflow-snippet inject`: the snippet in every page of a site."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath

import click

from generator.bundle import Bundle, Packing
from generator.cli.messages import print_problems
from generator.cli.options import Chosen, settings_options
from generator.cli.progress import progress_bar
from generator.errors import PageError, shorten
from generator.hints import counted
from generator.integrations.element import inline_element, linked_element
from generator.integrations.html import inject as inject_page
from generator.integrations.html import remove as remove_from_page
from generator.integrations.site import Fault, Site
from generator.pipeline import build_document


@click.command(
    epilog="""\b
Examples:
  oneflow-snippet inject public
  oneflow-snippet inject public --src /js/ --integrity
  oneflow-snippet inject public --exclude 'drafts/*' --exclude 404.html
  oneflow-snippet inject public --check     in CI: is the snippet current in every page?
  oneflow-snippet inject public --remove    the pages as they were
"""
)
@click.argument("site_dir", metavar="SITE_DIR", type=click.Path(path_type=Path))
@settings_options
@click.option("--api-key", metavar="KEY", help="The project key, in place of the file's.")
@click.option(
    "--src",
    metavar="URL",
    help="Refer to the script at URL instead of inlining it. The script's name is added to a URL "
    "that ends in /.",
)
@click.option(
    "--integrity",
    is_flag=True,
    help="With --src: let browsers run no other script than the bundle's file of that name, or "
    "1flow.min.js.",
)
@click.option("--hash-names", is_flag=True, help="With --src: what build --hash-names writes.")
@click.option("--source-map", is_flag=True, help="With --src: what build --source-map writes.")
@click.option(
    "--nonce",
    metavar="PLACEHOLDER",
    help="Give the element this nonce, which your server replaces in each reply.",
)
@click.option(
    "--exclude",
    metavar="GLOB",
    multiple=True,
    help="Leave out pages and folders whose path below SITE_DIR, or name, matches; may be "
    "repeated. * stands for any characters.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is not current.")
@click.option("--remove", is_flag=True, help="Take the snippet out; every byte is as it was.")
def inject(  # noqa: PLR0913 - one for each option
    *,
    site_dir: Path,
    chosen: Chosen,
    api_key: str | None,
    src: str | None,
    integrity: bool,
    nonce: str | None,
    exclude: tuple[str, ...],
    check: bool,
    remove: bool,
    **packing: bool,
) -> None:
    """Put the snippet into the head of every HTML page of a folder.

    Pages are the files that end in .html or .htm. The snippet stands between two comments: it is
    put in once, and replaced when the settings have changed. Pages that can't be done are told,
    the others are done, and the exit code is 1.
    """
    if src is None and (integrity or any(packing.values())):
        raise click.UsageError("--integrity, --hash-names and --source-map go with --src.")
    if remove and (src is not None or nonce is not None):
        raise click.UsageError("--remove takes no --src and no --nonce.")
    if remove:
        change = remove_from_page
    else:
        bundle = build_document(chosen.load(api_key=api_key), os.environ, Packing(**packing))
        print_problems(bundle.warnings)
        element = _element(bundle, src, nonce, integrity=integrity)
        change = partial(inject_page, element=element)
    site = Site(site_dir, exclude)
    changed, faults = _change_all(site, change, write=not check)
    word = click.style("error", fg="red")
    for fault in faults:
        click.echo(f"{word}: {_shown(site, fault.path)}: {fault.reason}", err=True)
    if check:
        for page in changed:
            click.echo(f"{_shown(site, page)} would change.")
    click.echo(_summary(site, len(changed), len(faults), check=check))
    if faults or (check and changed):
        sys.exit(1)


def _element(bundle: Bundle, src: str | None, nonce: str | None, *, integrity: bool) -> str:
    if src is None:
        return inline_element(bundle, nonce=nonce)
    return linked_element(bundle, src, integrity=integrity, nonce=nonce)


def _change_all(
    site: Site, change: Callable[[bytes], bytes], *, write: bool
) -> tuple[list[PurePath], list[Fault]]:
    """The pages that are changed, or would be, and all that could not be done."""
    changed = []
    faults = list(site.faults)
    with progress_bar("Pages", len(site.pages), with_position=True) as progress:
        for number, page in enumerate(site.pages, 1):
            try:
                if site.change(page, change, write=write):
                    changed.append(page)
            except PageError as error:
                faults.append(Fault(page, str(error)))
            progress(number)
    return changed, faults


def _shown(site: Site, path: PurePath) -> str:
    """A path for a message; it may hold anything."""
    text = str(site.folder / path)
    return text if text.isprintable() else shorten(text, limit=1000)


def _summary(site: Site, changed: int, faults: int, *, check: bool) -> str:
    pages = f"{changed:,} of {len(site.pages):,} pages in {_shown(site, PurePath())}"
    text = f"{pages} would change" if check else f"Changed {pages}"
    return f"{text}, {counted(faults, 'problem')}."
