"""What people mean by what they write: orders in one line, and what else they want, by data of each language."""
