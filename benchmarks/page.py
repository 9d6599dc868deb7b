"""Pages in Debian's Chromium, served without a network."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from playwright.sync_api import Page, Route, sync_playwright

from tests.e2e.harness.chromium import ARGUMENTS

#: An origin that nothing resolves; every request to it, or elsewhere, is answered here.
ORIGIN = "https://benchmark.invalid"

#: What gives a page a clock of microseconds.
_ISOLATED = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}


class Chromium:
    """One browser process; each page has a context of its own."""

    def __init__(self) -> None:
        path = shutil.which("chromium")
        if path is None:
            raise RuntimeError("no chromium on the PATH: install Debian's package chromium")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        self.version = self._browser.version

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    @contextmanager
    def open(self, files: Mapping[str, str], pending: Collection[str] = ()) -> Iterator[Page]:
        """The page `/` of these files; `pending` URLs get no answer, all others are refused."""
        held: list[Route] = []

        def answer(route: Route) -> None:
            if route.request.url in pending:
                held.append(route)
            else:
                _answer(route, files)

        context = self._browser.new_context()
        context.route("**/*", answer)
        page = context.new_page()
        page.goto(f"{ORIGIN}/", wait_until="domcontentloaded")
        yield page
        for route in held:
            route.abort()
        context.close()


def _answer(route: Route, files: Mapping[str, str]) -> None:
    url = route.request.url
    path = url.removeprefix(ORIGIN) if url.startswith(f"{ORIGIN}/") else url
    if path not in files:
        route.abort()
        return
    kind = "text/html" if path == "/" else "text/javascript"
    headers = {"content-type": f"{kind}; charset=utf-8", **_ISOLATED}
    headers["cross-origin-resource-policy"] = "cross-origin"
    route.fulfill(body=files[path], headers=headers)
