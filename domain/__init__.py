"""What the business is: pure Python, importing nothing of ours from outside this package."""
