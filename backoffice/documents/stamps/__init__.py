"""The cryptography of signed bar codes: keys, certificates, trust lists, revocations; nothing is fetched."""
