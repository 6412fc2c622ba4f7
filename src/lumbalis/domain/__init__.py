"""What is true: the clinical reasoning itself, without clock, file, network or framework."""
