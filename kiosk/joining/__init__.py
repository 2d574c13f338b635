"""How kiosks work together: who a kiosk is, files that it signs, a district's plan that kiosks join, and facts that come back."""
