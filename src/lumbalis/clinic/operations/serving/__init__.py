"""Serving: prepares the installation, starts the server and the jobs, and stops them cleanly.

Uses the standard library only, so that the process that watches the others stays small.
"""

from lumbalis.clinic.operations.serving.serve import serve

__all__ = ["serve"]
