"""Composition: what joins the packages and starts them."""
