"""The script of a piece of HTML, as a real parser finds it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.others: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and not attrs:
            self._inside = True
            self.scripts.append("")
        else:
            self.others.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data
        elif data.strip():
            self.others.append(data)


def only_script(html: str) -> str:
    """The text of the one script that HTML holds; it must hold nothing else but comments.

    The standard library's parser ends a script at the first end tag, as a browser does unless the
    script holds `<!--` and `<script`; so it must hold neither.
    """
    parser = _Scripts()
    parser.feed(html)
    parser.close()
    assert len(parser.scripts) == 1, f"{len(parser.scripts)} scripts"
    assert not parser.others, parser.others[:3]
    script = parser.scripts[0]
    assert "<!--" not in script
    assert "<script" not in script.lower()
    return script
