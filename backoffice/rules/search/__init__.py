"""What the search box makes of a text: sounds, places, birth dates, near names."""
