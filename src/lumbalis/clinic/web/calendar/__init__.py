"""The calendar: days, weeks, courses, visits, who waits, who is away, and what it stands on."""
