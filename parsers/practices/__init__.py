"""From judged lines to practices: an exact cover of the document by regions, and what stands over each practice."""
