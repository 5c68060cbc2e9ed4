"""WhatsApp, by whatever carries it: one folder per transport, the same file names in each."""
