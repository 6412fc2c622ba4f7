"""Where somebody is signed in, and ending it."""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings

from lumbalis.clinic.records.models import User


def end_sessions(user: User) -> int:
    """Sign somebody out everywhere; tell how many sessions ended."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows = list(UserSession.objects.filter(user=user))
    for row in rows:
        store().delete(row.session_key)
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
