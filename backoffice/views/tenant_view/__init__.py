"""The portal as the tenant sees it: an image, watermarked, on which nothing can be done."""
