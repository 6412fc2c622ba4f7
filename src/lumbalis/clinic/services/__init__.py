"""What the clinic does: one file for each act, and the only place that writes records."""
