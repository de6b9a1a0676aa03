"""How long data is kept, what is then erased, and what a data subject may ask for (R5.10–R5.23)."""
