"""What the administrator does: accounts of members of staff and of services."""
