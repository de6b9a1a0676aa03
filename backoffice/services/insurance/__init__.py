"""Home insurance: asking the tenant for his certificate."""
