"""What the terminal says to whoever started the application."""

from __future__ import annotations

import sys

import segno

from lumbalis.clinic.operations.serving import addresses
from lumbalis.clinic.operations.serving.arguments import Wish
from lumbalis.clinic.operations.serving.trust_page import authority, fingerprint
from lumbalis.clinic.operations.serving.trust_words import grouped


def say(text: str) -> None:
    """Say one sentence, outside the log."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the terminal is a person


def address(wanted: Wish) -> str:
    """Give the address people use."""
    if wanted.tls:
        host = (addresses.lan_addresses() or ("localhost",))[0]
        return addresses.written(host, wanted.port, tls=True)
    return addresses.written(_shown(wanted.host), wanted.port, tls=False)


def where(wanted: Wish) -> None:
    """Say where the application is, and how tablets get there."""
    if wanted.tls:
        _where_tls(wanted)
    else:
        say(f"\nLumbalis is at {address(wanted)}")
        if wanted.open_to_others:
            say(
                "Other machines can reach it without encryption. Start it with --tls, "
                "or put an encrypting proxy before it; docs/operations.md tells how."
            )
    say("Ctrl+C stops it.")


def _where_tls(wanted: Wish) -> None:
    hosts = addresses.lan_addresses() or ("localhost",)
    for host in hosts:
        say(f"\nLumbalis is at {addresses.written(host, wanted.port, tls=True)}")
    trust = addresses.written(hosts[0], wanted.trust_port, tls=False)
    say(f"A tablet or phone learns to trust it at {trust}")
    segno.make(trust, error="m").terminal(out=sys.stderr, compact=True, border=2)
    say(f"It shall show the same characters:\n  {grouped(fingerprint(authority(wanted)))}")


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared
        return (addresses.lan_addresses() or ("localhost",))[0]
    return "localhost" if host == "127.0.0.1" else host
