"""Home insurance: the certificate asked for from the tenant's file."""
