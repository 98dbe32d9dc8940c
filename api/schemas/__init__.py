"""What is sent and answered over HTTP, as JSON: one module a router, and `base` for what they share."""
