"""What a course achieved: asking, scoring, the day after, and what the clinic sees of it."""
