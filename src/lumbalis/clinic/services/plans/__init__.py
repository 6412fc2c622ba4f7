"""Ordering, planning, editing and signing a course, each as a whole or not at all."""
