"""Making the statistical layer from the corpus: `make model`. Not part of the running service."""
