"""PDF: lines, columns, drawings, form fields, pictures."""
