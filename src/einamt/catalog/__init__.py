"""What the city does for whom, where and on what conditions; terms follow CPSV-AP 3."""
