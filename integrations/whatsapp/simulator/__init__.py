"""The simulator: WhatsApp without WhatsApp, through the same door as a real transport."""
