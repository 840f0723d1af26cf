"""The static site: practices and agreements to read, search and download, without a server."""
