"""What the coming months are likely to bring, and how often such forecasts have held."""
