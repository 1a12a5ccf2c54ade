"""Crawls in WARC files: pages out of them, resumable, file by file in parallel."""
