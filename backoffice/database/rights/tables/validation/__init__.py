"""Rights on the tables of the validation desk."""
