"""Anomalies of the accesses to the portal, for managers: figures, and the lists behind them."""
