"""Starting, serving, keeping and measuring the clinic application."""
