"""Rights on the acts of staff on accesses to the portal."""
