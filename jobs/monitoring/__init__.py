"""What the running service tells those who watch over it: HTTP probes, figures for Prometheus, signs of life for
systemd.
"""
