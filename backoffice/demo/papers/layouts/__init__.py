"""Layouts of certificates, as insurers, brokers and banks draw them."""
