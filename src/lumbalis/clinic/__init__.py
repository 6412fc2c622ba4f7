"""The clinic application: people, answers, verdicts, orders, plans, signatures. Knows Django."""
