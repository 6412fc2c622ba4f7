"""The first page of the day, the door to the clinics, and how the reader wants pages to look."""
