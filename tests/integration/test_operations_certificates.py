"""The house's own certificates: trusted by who trusts the authority, useless for anybody else."""

from __future__ import annotations

import http.client
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.x509.oid import ExtensionOID
from django.conf import LazySettings

from lumbalis.clinic.operations import certificates
from lumbalis.clinic.operations.certificates import ensure_certificate
from lumbalis.clinic.operations.serving import addresses
from lumbalis.clinic.operations.serving.arguments import Wish
from lumbalis.clinic.operations.serving.trust_page import fingerprint, serve_trust_page
from lumbalis.clinic.operations.serving.trust_words import chosen_language, grouped


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: LazySettings) -> Path:
    """Give a data folder of its own."""
    settings.DATA = tmp_path
    return tmp_path


def silent(_: str) -> None:
    """Tell nobody."""


def leaf(files: certificates.Paths) -> x509.Certificate:
    """Read the server's certificate."""
    return x509.load_pem_x509_certificates(files.leaf.read_bytes())[0]


@pytest.fixture
def server() -> Iterator[http.server.HTTPServer]:
    """Serve over TLS with the certificate, as the application does."""
    files = ensure_certificate(silent)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.leaf, files.leaf_key)
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_who_trusts_the_authority_trusts_the_server(
    server: http.server.HTTPServer, data: Path
) -> None:
    """By name and by address, with a client that checks everything."""
    context = ssl.create_default_context(cafile=str(data / "tls" / "ca.pem"))
    for host in ("127.0.0.1", "localhost"):
        connection = http.client.HTTPSConnection(host, server.server_port, context=context)
        connection.request("GET", "/")
        assert connection.getresponse().status == 501
        connection.close()


def test_who_does_not_trust_it_is_refused(server: http.server.HTTPServer) -> None:
    """The control: without the authority there is no connection."""
    connection = http.client.HTTPSConnection(
        "127.0.0.1", server.server_port, context=ssl.create_default_context()
    )
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.request("GET", "/")
    connection.close()


def test_the_authority_vouches_for_this_house_only() -> None:
    """A stolen key must not open a bank."""
    files = ensure_certificate(silent)
    authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
    limits = authority.extensions.get_extension_for_oid(ExtensionOID.NAME_CONSTRAINTS)
    assert limits.critical
    assert isinstance(limits.value, x509.NameConstraints)
    names = [one.value for one in limits.value.permitted_subtrees or ()]
    assert "localhost" in names
    assert not any(str(one) in {"0.0.0.0/0", "::/0", "", "."} for one in names)


def test_keys_are_readable_by_their_owner_only() -> None:
    """Whoever reads the authority's key is the authority."""
    files = ensure_certificate(silent)
    for key in (files.ca_key, files.leaf_key):
        assert oct(key.stat().st_mode)[-3:] == "600"
        assert b"BEGIN PRIVATE KEY" in key.read_bytes(), "the server reads PKCS#8 only"


def test_a_second_call_changes_nothing() -> None:
    """Else every start would ask each tablet to trust anew."""
    before = {file: file.read_bytes() for file in _all(ensure_certificate(silent))}
    assert {file: file.read_bytes() for file in _all(ensure_certificate(silent))} == before


@pytest.mark.parametrize(("days", "renewed"), [(300, False), (380, True)])
def test_a_certificate_is_renewed_before_it_ends(days: int, *, renewed: bool) -> None:
    """With the same authority, so that no device notices."""
    with time_machine.travel("2026-11-23T00:00:00Z", tick=False) as clock:
        files = ensure_certificate(silent)
        authority, before = files.ca.read_bytes(), leaf(files).serial_number
        clock.shift(days * 86_400)
        ensure_certificate(silent)
    assert (leaf(files).serial_number != before) is renewed
    assert files.ca.read_bytes() == authority


def test_a_new_address_needs_a_new_certificate_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A router hands out another private address: devices go on trusting."""
    files = ensure_certificate(silent)
    authority = files.ca.read_bytes()
    monkeypatch.setattr(addresses, "lan_addresses", lambda: ("10.20.30.40",))
    ensure_certificate(silent)
    assert files.ca.read_bytes() == authority
    said = leaf(files).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "10.20.30.40" in [str(one) for one in said.get_values_for_type(x509.IPAddress)]


def test_an_address_outside_needs_a_new_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    """And whoever runs it is told that devices have to trust anew."""
    told: list[str] = []
    ensure_certificate(silent)
    monkeypatch.setattr(addresses, "lan_addresses", lambda: ("8.8.4.4",))
    ensure_certificate(told.append)
    assert "trust it anew" in told[0]


def _all(files: certificates.Paths) -> tuple[Path, ...]:
    return files.ca, files.ca_key, files.leaf, files.leaf_key


def test_the_trust_page_gives_the_certificate_and_the_way(data: Path) -> None:
    """Over plain HTTP, because nothing else is trusted yet; so it shows what to compare."""
    files = ensure_certificate(silent)
    wanted = Wish(host="127.0.0.1", port=_free(), data=data, tls=True)
    server = serve_trust_page(wanted)
    try:
        page = _get(wanted, "/", {"Accept-Language": "uk-UA,uk;q=0.9"})
        assert 'lang="uk"' in page
        assert grouped(fingerprint(files.ca)) in page
        assert "style-src 'self'" in _policy(wanted)
        assert "BEGIN CERTIFICATE" in _get(wanted, "/lumbalis.crt")
        assert "PRIVATE" not in _get(wanted, "/lumbalis.crt")
        assert "<svg" in _get(wanted, "/qr.svg")
        assert _status(wanted, "/ca.key") == _status(wanted, "/../ca.key") == 404
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("wished", "accepted", "chosen"),
    [
        ("", "", "en"),
        ("ru", "uk", "ru"),
        ("", "fr-FR, uk;q=0.5", "uk"),
        ("xx", "de", "en"),
        ("<script>", "", "en"),
    ],
)
def test_the_trust_page_speaks_the_devices_language(
    wished: str, accepted: str, chosen: str
) -> None:
    """A wish counts for more than the device, and what we do not speak is English."""
    assert chosen_language(wished, accepted) == chosen


def _free() -> int:
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1]) - 1


def _ask(
    wanted: Wish, path: str, headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", wanted.trust_port, timeout=5)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def _get(wanted: Wish, path: str, headers: dict[str, str] | None = None) -> str:
    return _ask(wanted, path, headers)[1]


def _policy(wanted: Wish) -> str:
    return _ask(wanted, "/")[0].headers["Content-Security-Policy"]


def _status(wanted: Wish, path: str) -> int:
    return _ask(wanted, path)[0].status
