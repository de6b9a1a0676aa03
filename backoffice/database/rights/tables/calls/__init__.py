"""Rights on calls: who speaks, contacts, promises."""
