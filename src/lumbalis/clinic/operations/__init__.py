"""Starting, keeping and measuring the clinic application."""
