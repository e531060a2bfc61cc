"""How a service comes and goes: created by an editor, given up with four eyes, brought back while it is still there."""
