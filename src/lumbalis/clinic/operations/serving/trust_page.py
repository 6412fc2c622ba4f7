"""The plain page by which a tablet or phone learns to trust this house's certificate."""

from __future__ import annotations

import hashlib
import io
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import segno

from lumbalis.clinic.operations.serving import addresses
from lumbalis.clinic.operations.serving.arguments import Wish
from lumbalis.clinic.operations.serving.trust_words import chosen_language, page, style

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
)
_TIMEOUT_S = 10
_HTML, _CSS, _SVG = "text/html; charset=utf-8", "text/css; charset=utf-8", "image/svg+xml"
_CERTIFICATE = "application/x-x509-ca-cert"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page is about."""

    ca: Path
    fingerprint: str
    home: str
    here: str


def serve_trust_page(wanted: Wish) -> ThreadingHTTPServer:
    """Serve it in the background until `shutdown`."""
    host = (addresses.lan_addresses() or ("localhost",))[0]
    ca = authority(wanted)
    sheet = Sheet(
        ca=ca,
        fingerprint=fingerprint(ca),
        home=addresses.written(host, wanted.port, tls=True),
        here=addresses.written(host, wanted.trust_port, tls=False),
    )
    server = ThreadingHTTPServer((wanted.host, wanted.trust_port), _handler(sheet))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def authority(wanted: Wish) -> Path:
    """Give the file of the certificate that devices learn to trust."""
    return wanted.data / "tls" / "ca.pem"


def fingerprint(ca: Path) -> str:
    """Give the SHA-256 of the certificate, as devices show it."""
    raw = ssl.PEM_cert_to_DER_cert(ca.read_text())
    return hashlib.sha256(raw).hexdigest().upper()


def _handler(sheet: Sheet) -> type[BaseHTTPRequestHandler]:
    answers: dict[str, Callable[[str], tuple[str, bytes]]] = {
        "/": lambda language: (_HTML, page(sheet, language).encode()),
        "/style.css": lambda _: (_CSS, style().encode()),
        "/qr.svg": lambda _: (_SVG, _qr(sheet.here)),
        "/lumbalis.crt": lambda _: (_CERTIFICATE, sheet.ca.read_bytes()),
    }

    class Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT_S
        server_version, sys_version = "Lumbalis", ""

        def do_GET(self) -> None:
            """Answer one of the four addresses."""
            asked = urlsplit(self.path)
            answer = answers.get(asked.path)
            if answer is None:
                self.send_error(404)
                return
            wished = parse_qs(asked.query).get("language", [""])[0]
            language = chosen_language(wished, self.headers.get("Accept-Language", ""))
            self._send(*answer(language))

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", _POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            if kind == _CERTIFICATE:
                self.send_header("Content-Disposition", 'attachment; filename="lumbalis.crt"')
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep silent: who asked for a public certificate is of no interest."""

    return Handler


def _qr(address: str) -> bytes:
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", border=4, scale=4, light="#fff", dark="#000"
    )
    return out.getvalue()
