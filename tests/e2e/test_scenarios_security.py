"""Strict policies: a nonce, Trusted Types, the SDK's integrity; a page's policy is kept."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from .harness import product
from .harness.page import js, script
from .harness.plays import EARLY, EARLY_CALLS, SITE, assert_page_goes_on, wait_failures
from .harness.scene import Scene
from .harness.sdk import LOCAL_PATH, PUBLIC_URL, Call, Sdk
from .harness.server import Reply

nonces = pytest.mark.scenario("a policy with a nonce")
types = pytest.mark.scenario("Trusted Types")
integrity = pytest.mark.scenario("the SDK's integrity")

NONCE = "bm9uY2UrLz0="
LATER: Call = ["track", "Later", {}]

# Neither of them lets the SDK run by its address; the second lets trusted scripts add others.
ONLY_NONCES = f"script-src 'nonce-{NONCE}'"
#: Of a site that allows what is its own, and what stands in its pages.
NO_NONCES = "script-src 'self' 'unsafe-inline'"
STRICT = f"script-src 'nonce-{NONCE}' 'strict-dynamic'; object-src 'none'; base-uri 'none'"
TRUSTED = f"{STRICT}; require-trusted-types-for 'script'; trusted-types 1flow.js"


def open_under(scene: Scene, policy: str, *parts: str, bundle: str | None = None) -> None:
    """The npm form under a policy; Segment's own snippet can't live with Trusted Types."""
    scene.open(
        # First, for it counts failures.
        SITE.replace("<script>", f'<script nonce="{NONCE}">'),
        *parts,
        scene.npm_library(nonce=NONCE),
        scene.npm_start(inline=True, nonce=NONCE),
        bundle if bundle is not None else scene.bundle(nonce=NONCE),
        scene.observer(nonce=NONCE),
        script(EARLY, nonce=NONCE),
        headers={"content-security-policy": policy},
        nonce=NONCE,
    )
    scene.wait_live()


def assert_delivered(scene: Scene, early: Sequence[Call] = EARLY_CALLS) -> None:
    scene.send("track('Later')")
    scene.expect_calls(*early, LATER)
    assert scene.sdk_requests == 1


META = {
    "from meta property, its nonce": f'<meta property="csp-nonce" nonce="{NONCE}">',
    "from meta property, its content": f'<meta property="csp-nonce" content="{NONCE}">',
    "from meta name, its nonce": f'<meta name="csp-nonce" nonce="{NONCE}">',
    "from meta name, its content": f'<meta name="csp-nonce" content="{NONCE}">',
}


OWN_ELEMENT = {
    "from the bundle's own element": ONLY_NONCES,
    "from the bundle's own element, with strict-dynamic": STRICT,
}


@nonces
@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("title", OWN_ELEMENT)
def test_the_nonce_of_the_bundles_element_goes_on(scene: Scene, title: str) -> None:
    scene.install()
    open_under(scene, OWN_ELEMENT[title])
    assert_delivered(scene)
    assert scene.run("document.querySelector('script[data-api-key]').nonce") == NONCE


@nonces
@pytest.mark.parametrize("title", ["the manifest's sources, and no nonce for the bundle"])
def test_the_sources_of_the_manifest_are_enough(scene: Scene, title: str) -> None:
    scene.form = product.INLINE
    scene.install()
    csp = json.loads(scene.files["manifest.json"])["csp"]
    # The nonce is for the page's own scripts only.
    policy = f"script-src 'nonce-{NONCE}' {' '.join(csp['script-src'])}"
    policy += f"; require-trusted-types-for 'script'; trusted-types {csp['trusted-types'][0]}"
    open_under(scene, policy, bundle=scene.bundle())
    assert_delivered(scene)


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", META)
def test_the_nonce_of_a_meta_element_is_taken(scene: Scene, title: str) -> None:
    scene.install()
    # No script of the page has a nonce, as on a site that allows its own scripts by address.
    scene.open(
        SITE,
        META[title],
        scene.npm_library(),
        scene.npm_start(inline=True),
        scene.bundle(),
        scene.observer(),
        script(EARLY),
    )
    scene.wait_live()
    assert_delivered(scene)
    assert scene.run("document.querySelector('script[data-api-key]').nonce") == NONCE


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["from another script of the page"])
def test_a_module_takes_the_nonce_of_the_pages_scripts(scene: Scene, title: str) -> None:
    scene.install()
    open_under(scene, ONLY_NONCES, bundle=scene.bundle(type="module", nonce=NONCE))
    # It comes when Analytics.js runs already.
    assert_delivered(scene, early=[])
    assert scene.run("document.querySelector('script[data-api-key]').nonce") == NONCE


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["from the option"])
def test_the_nonce_of_the_option_goes_before_all_others(scene: Scene, title: str) -> None:
    scene.install(options={"nonce": NONCE})
    module = scene.bundle(type="module", nonce=NONCE)
    other = '<meta property="csp-nonce" content="another">'
    open_under(scene, ONLY_NONCES, other, bundle=module)
    # It comes when Analytics.js runs already.
    assert_delivered(scene, early=[])
    assert scene.run("document.querySelector('script[data-api-key]').nonce") == NONCE


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["the first of the page counts"])
def test_the_first_nonce_of_the_page_counts(scene: Scene, title: str) -> None:
    scene.install()
    open_under(scene, ONLY_NONCES, '<meta property="csp-nonce" content="another">')
    assert_delivered(scene)


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["a retry has the nonce too"])
def test_a_retry_has_the_nonce_too(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(status=404))
    scene.expect_console("warning", "1flow")
    scene.expect_timers(1000)
    scene.install()
    open_under(scene, TRUSTED)
    wait_failures(scene, 1)
    scene.answer_sdk(Reply(Sdk().source()))
    scene.advance(1000)
    scene.expect_calls(*EARLY_CALLS)
    assert scene.run("document.querySelector('script[data-api-key]').nonce") == NONCE


@nonces
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["none to be found"])
def test_without_a_nonce_the_policy_blocks_the_sdk_and_nothing_else(
    scene: Scene, title: str
) -> None:
    scene.expect_console("warning", "1flow.*(csp|policy)")
    scene.expect_violation("script-src.* https://1flow.app/")
    scene.expect_timers(1000, 3000, 9000)
    scene.install()
    open_under(scene, NO_NONCES, bundle=scene.bundle(type="module"))
    for number, delay in enumerate((1000, 3000, 9000), start=1):
        wait_failures(scene, number)
        scene.advance(delay)
    wait_failures(scene, 4)
    assert_page_goes_on(scene)
    scene.expect_calls()
    assert scene.sdk_requests == 0


# Keeps what each policy that is made on the page can do, for the test to try.
SPY = """
window.__policies = [];
var create = trustedTypes.createPolicy;
trustedTypes.createPolicy = function (name, rules) {
  __policies.push({ name: name, rules: rules });
  return create.call(trustedTypes, name, rules);
};
"""
ELSEWHERE = ["https://evil.example/1flow.js", PUBLIC_URL + "?x", "data:text/javascript,1", ""]


@types
@pytest.mark.usefixtures("every_form")
@pytest.mark.parametrize("title", ["enforced"])
def test_the_sdk_is_loaded_where_trusted_types_are_enforced(scene: Scene, title: str) -> None:
    scene.install()
    open_under(scene, TRUSTED)
    assert_delivered(scene)
    assert scene.sdk_runs()[0]["src"] == PUBLIC_URL


NAMED = {
    "the usual policy": ({}, "1flow.js"),
    "a policy of another name": ({"trustedTypes": "shop#1flow"}, "shop#1flow"),
}


@types
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", NAMED)
def test_the_policy_allows_one_url_and_no_other(scene: Scene, title: str) -> None:
    options, name = NAMED[title]
    scene.install(options=options)
    policy = TRUSTED.replace("1flow.js", name)
    open_under(scene, policy, script(SPY, nonce=NONCE))
    assert_delivered(scene)
    assert scene.run("__policies.map(function (each) { return each.name; })") == [name]
    rules = "__policies[0].rules"
    assert scene.run(f"Object.keys({rules})") == ["createScriptURL"]
    assert scene.run(f"{rules}.createScriptURL({js(PUBLIC_URL)})") == PUBLIC_URL
    for url in ELSEWHERE:
        attempt = (
            "(function () { try { return %s.createScriptURL(%s); } catch (e) { return null; } })()"
        )
        assert scene.run(attempt % (rules, js(url))) in (PUBLIC_URL, None), url


@types
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["not enforced"])
def test_where_they_are_not_enforced_a_policy_does_no_harm(scene: Scene, title: str) -> None:
    scene.install()
    scene.start(script(EARLY), first=script(SPY))
    assert_delivered(scene)


DO_WITHOUT = {
    "no policy, and the page has a default one": {"trustedTypes": False},
    "a policy that is not allowed, and the page has a default one": {"trustedTypes": "unlisted"},
}
DEFAULT = """
trustedTypes.createPolicy("default", { createScriptURL: function (url) { return url; } });
"""


@types
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", DO_WITHOUT)
def test_the_pages_default_policy_serves_as_well(scene: Scene, title: str) -> None:
    scene.install(options=DO_WITHOUT[title])
    if "not allowed" in title:
        scene.expect_violation("trusted-types")
    policy = TRUSTED.replace("1flow.js", "default")
    open_under(scene, policy, script(DEFAULT, nonce=NONCE))
    assert_delivered(scene)


REFUSED = {
    "no policy": {"trustedTypes": False},
    "a policy that is not allowed": {"trustedTypes": "unlisted"},
}


@types
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", REFUSED)
def test_a_page_that_trusts_no_url_goes_on(scene: Scene, title: str) -> None:
    scene.install(options=REFUSED[title])
    # The error itself, in the words of each browser.
    scene.expect_console("warning", "1flow.*(trustedscripturl|csp)")
    scene.expect_violation("trusted-types")
    open_under(scene, TRUSTED, script("window.__first = 1;", nonce=NONCE))
    assert_page_goes_on(scene)
    scene.advance(86_400_000)
    scene.expect_calls()
    assert scene.sdk_requests == 0
    assert len(scene.messages("warning")) == 1


@types
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", ["a retry, and the bundle twice"])
def test_the_policy_is_made_once(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(status=404))
    scene.expect_console("warning", "1flow")
    scene.expect_timers(1000)
    scene.install()
    twice = scene.bundle(nonce=NONCE) * 2
    open_under(scene, TRUSTED, script(SPY, nonce=NONCE), bundle=twice)
    wait_failures(scene, 1)
    scene.answer_sdk(Reply(Sdk().source()))
    scene.advance(1000)
    scene.expect_calls(*EARLY_CALLS)
    assert scene.run("__policies.length") == 1


# Integrity

CORS = {"access-control-allow-origin": "*"}


def digest(content: bytes, algorithm: str = "sha384") -> str:
    value = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    return f"{algorithm}-{value}"


GOOD = digest(Sdk().source())
BAD = digest(b"another SDK")

HASHES = {
    "the right hash": {"sdkIntegrity": GOOD},
    "the right hash of another algorithm": {"sdkIntegrity": digest(Sdk().source(), "sha512")},
    "two hashes, one of them right": {"sdkIntegrity": f"{BAD} {GOOD}"},
    "the right hash, anonymous said": {"sdkIntegrity": GOOD, "sdkCrossorigin": "anonymous"},
}


@integrity
@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("title", HASHES)
def test_an_sdk_with_the_right_hash_runs(scene: Scene, title: str) -> None:
    options = HASHES[title]
    scene.answer_sdk(Reply(Sdk().source(), headers=CORS))
    scene.install(options=options)
    scene.start(script(EARLY))
    assert_delivered(scene)
    element = "document.querySelector('script[data-api-key]')"
    found = scene.run(f"[{element}.integrity, {element}.crossOrigin]")
    assert found == [options["sdkIntegrity"], "anonymous"]


@integrity
@pytest.mark.usefixtures("both_forms")
@pytest.mark.parametrize("title", ["a wrong hash"])
def test_an_sdk_with_a_wrong_hash_does_not_run(scene: Scene, title: str) -> None:
    scene.answer_sdk(Reply(Sdk().source(), headers=CORS))
    scene.expect_console("warning", "1flow")
    scene.expect_timers(1000, 3000, 9000)
    scene.install(options={"sdkIntegrity": BAD})
    scene.start(SITE, script(EARLY))
    for number, delay in enumerate((1000, 3000, 9000), start=1):
        wait_failures(scene, number)
        scene.advance(delay)
    wait_failures(scene, 4)
    assert_page_goes_on(scene)
    scene.expect_calls()
    assert scene.sdk_runs() == []
    assert len(scene.messages("warning")) == 1


CROSSORIGIN: dict[str, tuple[Mapping[str, Any], str | None]] = {
    "neither hash nor crossorigin": ({}, None),
    "crossorigin alone": ({"sdkCrossorigin": "anonymous"}, "anonymous"),
    "crossorigin with credentials": ({"sdkCrossorigin": "use-credentials"}, "use-credentials"),
    "a hash and crossorigin with credentials": (
        {"sdkIntegrity": GOOD, "sdkCrossorigin": "use-credentials"},
        "use-credentials",
    ),
}


@integrity
@pytest.mark.usefixtures("minified")
@pytest.mark.parametrize("title", CROSSORIGIN)
def test_crossorigin_is_as_the_settings_say(scene: Scene, title: str) -> None:
    options, expected = CROSSORIGIN[title]
    # From the page's own site, for to a page elsewhere no server gives credentials unasked.
    url = scene.server.origin + LOCAL_PATH
    scene.install(
        settings={"projectApiKey": product.KEY, "sdkUrl": url},
        options=options,
    )
    scene.start(script(EARLY))
    assert_delivered(scene)
    element = "document.querySelector('script[data-api-key]')"
    assert scene.run(f"{element}.getAttribute('crossorigin')") == expected
