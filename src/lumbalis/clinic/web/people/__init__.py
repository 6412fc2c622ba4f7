"""Pages of the colleagues: who works here as what, their qualifications, and the way in."""
