"""What an install needs of a page's Content-Security-Policy, by directive."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from generator.settings.model import Settings

Sources = Mapping[str, tuple[str, ...]]


def csp_sources(settings: Settings, snippet: str) -> Sources:
    """The sources to add to a policy: `{"script-src": ("https://1flow.app", "'sha256-...'")}`.

    Arguments:
        settings: valid ones.
        snippet: the paste-in HTML, whose inline script a policy can allow by its hash.

    The origin of the SDK is that of `sdkUrl`; what the SDK itself asks for is not known here.
    """
    script = snippet.partition("<script>")[2].partition("</script>")[0]
    inline = f"'sha256-{_base64(hashlib.sha256(script.encode('ascii')).digest())}'"
    if not settings.enabled:
        return {"script-src": (inline,)}
    sources: dict[str, tuple[str, ...]] = {"script-src": (_origin(settings.sdk_url), inline)}
    if settings.options.trusted_types is not None:
        sources["trusted-types"] = (settings.options.trusted_types,)
    return sources


def csp_header(sources: Sources) -> str:
    """The sources as the value of the header Content-Security-Policy."""
    return "; ".join(" ".join((name, *values)) for name, values in sources.items())


def _origin(url: str) -> str:
    """The origin of a URL as a source expression; `'self'` for a path on the site."""
    parts = urlsplit(url)
    if not parts.hostname:
        return "'self'"
    host = parts.hostname
    if not host.isascii():
        # A policy is, and so is the name that the browser asks for.
        host = host.encode("idna").decode("ascii")
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
