"""A certificate authority of this house, and a certificate for this machine.

The authority may vouch only for this machine's names and for private addresses, so that whoever
steals its key cannot stand in for anybody else's server.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils import timezone

from lumbalis.clinic.operations.serving import addresses

CA_DAYS, LEAF_DAYS, RENEW_DAYS = 3650, 397, 30
_SKEW = timedelta(hours=1)
_PRIVATE = (
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of the certificates."""

    folder: Path

    @property
    def ca(self) -> Path:
        """What devices learn to trust."""
        return self.folder / "ca.pem"

    @property
    def ca_key(self) -> Path:
        """What nobody but this machine may read."""
        return self.folder / "ca.key"

    @property
    def leaf(self) -> Path:
        """What the server shows, with its authority."""
        return self.folder / "server.pem"

    @property
    def leaf_key(self) -> Path:
        """What proves that the server may show it."""
        return self.folder / "server.key"


def paths() -> Paths:
    """Give the files of this installation."""
    folder = Path(settings.DATA) / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    return Paths(folder)


def ensure_certificate(tell: Tell, *, extra: Sequence[str] = ()) -> Paths:
    """Make the authority once; a certificate when it is missing, ending or for other names."""
    files, now = paths(), timezone.now()
    names = tuple(dict.fromkeys((*addresses.host_names(), "localhost", *extra)))
    hosts = (*addresses.lan_addresses(), "127.0.0.1", "::1")
    if not files.ca.exists() or not _may_vouch(files.ca, names, hosts, now):
        again = " again, for new names or addresses; devices have to trust it anew"
        tell(
            f"A certificate authority was made for this house{again if files.ca.exists() else ''}."
        )
        _make_authority(files, names, hosts, now)
        files.leaf.unlink(missing_ok=True)
    if _is_due(files, names, hosts, now):
        _make_leaf(files, names, hosts, now)
        tell(f"A certificate was made for {', '.join((*names, *hosts))}.")
    return files


def fingerprint(file: Path) -> str:
    """Give the SHA-256 of a certificate, in groups as the trust page shows it."""
    raw = x509.load_pem_x509_certificates(file.read_bytes())[0].fingerprint(hashes.SHA256())
    return raw.hex(" ", 2).upper()


def _make_authority(
    files: Paths, names: Sequence[str], hosts: Sequence[str], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lumbalis"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Lumbalis on {names[0]}"[:64]),
        ]
    )
    public = [one for one in hosts if not _within(one, _PRIVATE)]
    certificate = (
        _begun(name, name, key.public_key(), now, CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(_allowed(names, public), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(files.ca_key, _private(key), 0o600)
    _write(files.ca, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _make_leaf(files: Paths, names: Sequence[str], hosts: Sequence[str], now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(files.ca.read_bytes())
    authority_key = serialization.load_pem_private_key(files.ca_key.read_bytes(), None)
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        msg = f"{files.ca_key} is no key this application made."
        raise TypeError(msg)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    certificate = (
        _begun(subject, authority.subject, key.public_key(), now, LEAF_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_alternatives(names, hosts)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write(files.leaf_key, _private(key), 0o600)
    chain = certificate.public_bytes(serialization.Encoding.PEM) + files.ca.read_bytes()
    _write(files.leaf, chain, 0o644)


def _is_due(files: Paths, names: Sequence[str], hosts: Sequence[str], now: datetime) -> bool:
    if not files.leaf.exists() or not files.leaf_key.exists():
        return True
    leaf = x509.load_pem_x509_certificates(files.leaf.read_bytes())[0]
    said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    held = {*said.get_values_for_type(x509.DNSName)}
    held |= {str(one) for one in said.get_values_for_type(x509.IPAddress)}
    ending = leaf.not_valid_after_utc - now < timedelta(days=RENEW_DAYS)
    return ending or not {*names, *hosts} <= held


def _may_vouch(ca: Path, names: Sequence[str], hosts: Sequence[str], now: datetime) -> bool:
    """Tell whether an authority lasts as long as a new certificate and covers its names."""
    authority = x509.load_pem_x509_certificate(ca.read_bytes())
    said = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = [one.value for one in said.permitted_subtrees or ()]
    networks = [str(one) for one in permitted if not isinstance(one, str)]
    lasts = authority.not_valid_after_utc - now > timedelta(days=LEAF_DAYS)
    return lasts and {*names} <= {*permitted} and all(_within(one, networks) for one in hosts)


def _within(host: str, networks: Sequence[str]) -> bool:
    address = ipaddress.ip_address(host)
    return any(address in ipaddress.ip_network(one) for one in networks)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _allowed(names: Sequence[str], public: Sequence[str]) -> list[x509.GeneralName]:
    own = [f"{one}/{ipaddress.ip_address(one).max_prefixlen}" for one in public]
    networks = [ipaddress.ip_network(one) for one in (*_PRIVATE, *own)]
    return [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(network) for network in networks),
    ]


def _alternatives(names: Sequence[str], hosts: Sequence[str]) -> list[x509.GeneralName]:
    return [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(ipaddress.ip_address(host)) for host in hosts),
    ]


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write under the right mode from the first byte on, and exchange as a whole."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
    fresh.replace(file)
