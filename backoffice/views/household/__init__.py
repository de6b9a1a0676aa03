"""Changes of household: the page that decides them, the form that enters them, the notice calculator."""
