"""Scripts with a hash in their names, sent compressed and held to their integrity."""

from __future__ import annotations

import pytest

from generator import Packing, build
from generator.integrations.element import linked_element

from .harness import product
from .harness.scene import Scene
from .harness.server import Reply

PACKED = build(
    {"settings": {"projectApiKey": product.KEY}},
    packing=Packing(hash_names=True, precompress=True),
)


@pytest.mark.parametrize(("suffix", "encoding"), [(".gz", "gzip"), (".br", "br")])
def test_a_browser_runs_the_hashed_script_from_its_compressed_form(
    scene: Scene, suffix: str, encoding: str
) -> None:
    [name] = [name for name in PACKED.files if name.endswith(".min.js")]
    headers = {"content-encoding": encoding}
    scene.server.routes[f"/js/{name}"] = Reply(PACKED.files[name + suffix], headers=headers)
    element = linked_element(PACKED, f"/js/{name}", integrity=True)
    assert 'integrity="sha384-' in element
    scene.open(scene.snippet(), element)
    scene.wait_live()
    scene.send("identify('u1')", "track('A')")
    scene.expect_calls(["identify", "u1", {}], ["track", "A", {}])
