"""Benchmarks: figures to read on one machine, never asserted in the suite."""
