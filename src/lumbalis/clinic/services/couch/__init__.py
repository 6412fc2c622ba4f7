"""What is written at the couch: tablets, leases, runs, and how every event arrives and stays."""
