"""The pages people open from the chat, and the simulator."""
