"""Re-planning: repair after an absence, rescue of a full calendar, the whole clinic anew."""
