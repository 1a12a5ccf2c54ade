"""A story as others read it: a struct of what is told, and one pure writer for each format."""
