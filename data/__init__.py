"""The panorama's tables and what can be asked of them; knows pandas, knows neither Dash nor Plotly."""
