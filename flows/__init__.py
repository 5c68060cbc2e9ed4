"""What is said: dialogues, the grammar of one-line commands, and the languages. No input, no output."""
