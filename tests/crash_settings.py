"""Settings of the writers that test_crashes.py kills: the test's own database, as in life."""

from __future__ import annotations

import os

from lumbalis.clinic.settings import *  # noqa: F403
from lumbalis.clinic.settings import DATABASES as _DATABASES

DATABASES = {"default": {**_DATABASES["default"], "NAME": os.environ["CRASH_DATABASE"]}}
