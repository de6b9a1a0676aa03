"""One module for each thing read on a certificate: it answers a value with its zone, or nothing."""
