"""The signed bar code of French documents (2D-Doc): its parts, its fields, what a check of it means."""
