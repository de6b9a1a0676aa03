"""Tables of the validation desk."""
