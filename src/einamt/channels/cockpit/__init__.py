"""The city's figures for those who steer."""
