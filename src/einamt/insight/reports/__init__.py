"""What the city says about itself: reports that stand as they were issued, answers with their evidence."""
