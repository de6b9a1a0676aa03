"""Why a file is opened, what a quota leaves, who saw a tenant."""
