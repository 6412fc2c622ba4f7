"""Outcomes: what a patient's answers score, and whether a change between two scores matters."""
