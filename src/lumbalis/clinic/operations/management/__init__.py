"""What can be asked of the application from a terminal."""
