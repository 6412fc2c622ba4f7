"""How much pressure, for how long, on which skin: the dose of strokes on a body."""
