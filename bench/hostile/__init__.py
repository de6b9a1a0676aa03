"""Papers that harm, and papers that do not, made in memory."""
