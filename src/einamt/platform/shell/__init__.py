"""The page shell and components that every channel wears."""
