"""« Textes et motifs »: what tenants read, in the landlord's words."""
