"""All routes. An area is a package below web; each adds its own routes within a clinic."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_WEB = "lumbalis.clinic.web"
AREAS = (
    "home", "patients", "intake", "verdicts", "plans", "protocols", "people", "auditing", "health",
    "couch", "outcomes", "calendar",
)  # fmt: skip
"""Areas whose routes lie below /c/<clinic>/."""

OUTSIDE = {
    "home": "",
    "intake": "i/",
    "health": "",
    "people": "join/",
    "accounts": "account/",
    "couch": "couch/",
    "outcomes": "o/",
    "calendar": "f/",
}
"""Routes outside a clinic: `outside` in the urls of an area, by their prefix."""


def _inside() -> list[URLPattern | URLResolver]:
    return [
        path("", include((import_module(f"{_WEB}.{area}.urls").urlpatterns, area), namespace=area))
        for area in AREAS
        if find_spec(f"{_WEB}.{area}") and find_spec(f"{_WEB}.{area}.urls")
    ]


def _outside() -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for area, prefix in OUTSIDE.items():
        if find_spec(f"{_WEB}.{area}") and find_spec(f"{_WEB}.{area}.urls"):
            routes = getattr(import_module(f"{_WEB}.{area}.urls"), "outside", [])
            found.append(path(prefix, include(routes)))
    return found


urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<slug:clinic>/", include(_inside())),
    *_outside(),
    path("account/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]

handler400 = f"{_WEB}.errors.bad_request"
handler403 = f"{_WEB}.errors.forbidden"
handler404 = f"{_WEB}.errors.not_found"
handler500 = f"{_WEB}.errors.broken"
