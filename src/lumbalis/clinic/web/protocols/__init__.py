"""The protocol as pages people can read, its versions and their approval."""
