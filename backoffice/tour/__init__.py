"""The stories of the product, played through the real windows by key presses."""
