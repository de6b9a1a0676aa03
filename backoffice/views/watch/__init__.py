"""The anomalies of portal accounts, for managers."""
