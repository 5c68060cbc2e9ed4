"""What people mean by what they write."""
