"""The supplément de loyer de solidarité: one assessment, its steps, its periods."""
