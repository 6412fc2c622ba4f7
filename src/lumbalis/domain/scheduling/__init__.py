"""Scheduling: a whole course booked into a living calendar, moved, repaired, and checked."""
