"""What is measured; each file runs alone."""
