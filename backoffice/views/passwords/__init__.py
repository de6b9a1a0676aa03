"""« Mots de passe »: rules of each landlord's portal, and profiles to be made again."""
