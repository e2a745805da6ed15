"""Load forecasts for small grids."""
