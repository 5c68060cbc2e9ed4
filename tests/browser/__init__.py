"""The simulator and the pages opened from the chat, in a real Chromium, against a real `shop run`."""
