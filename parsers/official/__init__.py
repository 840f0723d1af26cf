"""What the circular prints: the eleven titles, the grammar of headings, the form and its marks."""
