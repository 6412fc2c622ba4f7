"""Booking: whole courses into the living calendar, moved, repaired, told and never twice."""
