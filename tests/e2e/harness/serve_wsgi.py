"""Serves a WSGI app of the current folder, `module:name`, on a free port, which it prints."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing: a test asks through the harness's server, which keeps the requests."""


def main(module: str, name: str) -> None:
    """Serve until the process is ended."""
    sys.path.insert(0, str(Path.cwd()))
    app = vars(import_module(module))[name]
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        print(server.server_port, flush=True)  # noqa: T201 - read by the test
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1].split(":"))
