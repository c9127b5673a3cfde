a header
