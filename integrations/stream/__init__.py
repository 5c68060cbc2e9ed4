"""What has happened, handed to those who want to read it elsewhere: a port, and an adapter for each kind of stream."""
