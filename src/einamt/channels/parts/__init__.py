"""What channels share: who may enter a staff page, and the card that tells where a case stands."""
