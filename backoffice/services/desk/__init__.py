"""What the tabs of a tenant’s file show: alerts, hints, papers, the time line."""
