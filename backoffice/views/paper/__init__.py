"""Papers on the screen: pages, thumbnails, search, copies marked."""
