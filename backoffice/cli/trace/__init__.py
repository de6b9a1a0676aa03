"""Commands on the trace, and the courier that carries its heads away."""
