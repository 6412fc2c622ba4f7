"""The questions on the patient's own phone, and the link that leads to them."""
