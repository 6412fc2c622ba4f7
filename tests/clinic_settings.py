"""Settings of the clinic application under test: a data folder of its own, quick passwords.

LUMBALIS_TEST_DB chooses the database: `sqlite` (usual) or `postgresql`, a private cluster.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from clinic_cluster import Cluster

_RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_FOLDER = Path(tempfile.gettempdir()) / f"lumbalis-test-{_RUN}-{_WORKER}"
os.environ["LUMBALIS_DATA"] = str(_FOLDER)
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
(_FOLDER / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
os.environ.setdefault("LUMBALIS_TEST_DB", "sqlite")
os.environ["DATABASE_URL"] = (
    Cluster(_RUN).address if os.environ["LUMBALIS_TEST_DB"] == "postgresql" else ""
)

from lumbalis.clinic.settings import *  # noqa: E402, F403 - after the environment is set
from lumbalis.clinic.settings import STORAGES as _STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
SENDS_LETTERS = True
