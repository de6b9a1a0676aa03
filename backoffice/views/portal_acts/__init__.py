"""Acts on an access: the dialog, what will leave, and how it is taken back."""
