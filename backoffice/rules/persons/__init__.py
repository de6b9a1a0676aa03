"""Who is who: persons entered twice."""
