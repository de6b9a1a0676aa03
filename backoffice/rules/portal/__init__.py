"""Why a tenant cannot sign in, and what may be done about it."""
