"""The many: thousands of tenants drawn from a seed, with accounts that follow from their leases."""
