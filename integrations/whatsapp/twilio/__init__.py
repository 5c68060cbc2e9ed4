"""WhatsApp through Twilio: the only importer of its SDK."""
