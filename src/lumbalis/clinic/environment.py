"""What the environment says: read once, strictly, with one clear sentence for a wrong value."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
_POSTGRES = ("postgres", "postgresql")
_KEY_BYTES = 48
_HERE = ("localhost", "127.0.0.1")


class SettingError(ValueError):
    """A setting of the environment cannot be used."""


def text(name: str, usual: str = "") -> str:
    """Read a setting, or the content of the file that NAME_FILE points to."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else os.environ.get(name, usual)


def flag(name: str, *, usual: bool) -> bool:
    """Read yes or no."""
    raw = os.environ.get(name)
    if raw is None:
        return usual
    if raw.lower() in _TRUE:
        return True
    if raw.lower() in _FALSE:
        return False
    msg = f"{name} is neither yes nor no. Write 1 or 0."
    raise SettingError(msg)


def data_folder() -> Path:
    """Give the folder of the database, keys and backups, made private if it is new."""
    folder = Path(text("LUMBALIS_DATA", "data")).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(folder: Path, name: str) -> str:
    """Give a secret of this installation, made at its first start, for its owner only."""
    file = folder / name
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(_KEY_BYTES))
    return file.read_text().strip()


@dataclass(frozen=True)
class IdentityProvider:
    """Where people of the installation may sign in besides here, and which origins that needs."""

    providers: dict[str, object] = field(default_factory=dict)
    origins: tuple[str, ...] = ()


def identity_provider() -> IdentityProvider:
    """Read the OpenID Connect provider: OIDC_SERVER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME.

    It is trusted for every clinic of the installation: whoever it vouches for by a verified
    e-mail address signs in to the account with that address.

    Raises
    ------
    SettingError
        If only some of it is given, or it is not reached over HTTPS.
    """
    server, client = text("OIDC_SERVER"), text("OIDC_CLIENT_ID")
    if not server and not client:
        return IdentityProvider()
    key, parts = text("OIDC_CLIENT_SECRET"), urlsplit(server)
    if not (server and client and key):
        msg = "OIDC_SERVER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together. Write all three."
        raise SettingError(msg)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        msg = "OIDC_SERVER is no address that starts with https. Write the address of the provider."
        raise SettingError(msg)
    app = {
        "provider_id": "oidc",
        "name": text("OIDC_NAME", parts.hostname or ""),
        "client_id": client,
        "secret": key,
        "settings": {"server_url": server, "oauth_pkce_enabled": True},
    }
    return IdentityProvider(
        {"openid_connect": {"APPS": [app]}}, (f"{parts.scheme}://{parts.netloc}",)
    )


def postgres(url: str) -> dict[str, object]:
    """Turn postgresql://user:password@host:port/name into Django's settings.

    Raises
    ------
    SettingError
        If the address is not one of PostgreSQL.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in _POSTGRES or not name:
        msg = (
            "DATABASE_URL is no address of PostgreSQL. Write postgresql://user:password@host/name."
        )
        raise SettingError(msg)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(folder: Path, version: tuple[int, ...], sound: tuple[int, ...]) -> dict[str, object]:
    """Give the settings of the embedded database; an unsound SQLite never runs in WAL mode."""
    journal = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        if version >= sound
        else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "lumbalis.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": f"{journal} PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; "
            "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": folder / "test.sqlite3"},
    }
