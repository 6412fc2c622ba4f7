"""What a patient sees of a session: where it works, how it feels, what to say at once."""
