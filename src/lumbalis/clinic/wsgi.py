"""The plain WSGI entry; any WSGI server can run it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumbalis.clinic.settings")
application = get_wsgi_application()
