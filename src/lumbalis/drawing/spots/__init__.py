"""Points and cups of a session: where each lies, in words and on rulers."""
