"""Outside world to intake: sources of bytes, formats that read them, ingest that names them."""
