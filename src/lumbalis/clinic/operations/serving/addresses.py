"""The names and addresses by which this machine is reached."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence


def host_names() -> tuple[str, ...]:
    """Give the machine's names: plain, and as tablets find it in a local network."""
    name = socket.gethostname().split(".")[0].lower()
    known = [name, f"{name}.local", socket.getfqdn().lower()]
    return tuple(dict.fromkeys(one for one in known if one and not _is_address(one)))


def lan_addresses() -> tuple[str, ...]:
    """Give the addresses other machines may use, the one of the way out first."""
    found = [_way_out(), *_addresses_of_name()]
    return tuple(dict.fromkeys(one for one in found if one and not _is_loopback(one)))


def written(host: str, port: int, *, tls: bool) -> str:
    """Write an address for people, without the port that goes without saying."""
    shown = f"[{host}]" if ":" in host else host
    usual = 443 if tls else 80
    return f"{'https' if tls else 'http'}://{shown}{'' if port == usual else f':{port}'}/"


def allowed_hosts(extra: Sequence[str] = ()) -> str:
    """Give the host names that requests may carry, as the settings read them."""
    loopback = ("localhost", "127.0.0.1", "[::1]")
    addresses = tuple(f"[{one}]" if ":" in one else one for one in lan_addresses())
    return ",".join(dict.fromkeys((*loopback, *host_names(), *addresses, *extra)))


def _way_out() -> str:
    """Ask which address a packet to elsewhere would carry; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(asking.getsockname()[0])


def _addresses_of_name() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(where[0]) for *_, where in found if "%" not in str(where[0])]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return ipaddress.ip_address(text).is_loopback
