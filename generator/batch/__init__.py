"""Many customers at once: a file of rows in, a folder for each row out."""
