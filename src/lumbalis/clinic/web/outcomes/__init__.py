"""What a course achieved: the patient's own questions and page, the course, the clinic's report."""
