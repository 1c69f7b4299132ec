"""The web side of the kernel: sessions, doors of routes, forms, looks."""
