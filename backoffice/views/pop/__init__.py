"""What rings: candidates for a number, numbers attached and dialled, persons entered and merged."""
