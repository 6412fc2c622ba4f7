"""What the database itself guarantees, on SQLite and on PostgreSQL alike.

A record of one clinic is neither seen nor written while another is served, points only into
its own clinic and to its own patient, and what is append-only stays as it was written.
The guards are drawn up from the models and renewed after every migration.
"""
