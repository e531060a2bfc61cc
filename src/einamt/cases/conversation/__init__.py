"""What an office and the holder of a case write to each other about it: the office asks, the holder answers."""
