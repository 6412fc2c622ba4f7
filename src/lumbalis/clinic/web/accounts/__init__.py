"""Signing in: what the accounts of this house do differently from allauth's usual ones."""
