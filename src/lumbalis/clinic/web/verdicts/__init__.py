"""Verdicts in the office: why, what would change it, answers, decisions, holds."""
