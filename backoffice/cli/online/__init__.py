"""Commands on accesses to the portal: why, acts, forms, anomalies, passwords."""
