"""Backups: consistent while people work, opened and checked before they count, and restored."""
