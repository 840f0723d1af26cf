"""Scans and pictures: text by character recognition, boxes by their ink."""
