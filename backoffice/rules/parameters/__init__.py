"""What one parameter of a landlord's profile may hold, apart from the list of the parameters."""
