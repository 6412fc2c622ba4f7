"""The audit log as pages for auditors: who did what, who saw whom, and is the chain whole."""
