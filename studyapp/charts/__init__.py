"""Figures as charts: Vega-Lite specifications, the page that holds them all, and pictures of one."""
