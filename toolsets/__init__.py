"""What the assistant can do, one feature a file: words in, words out."""
