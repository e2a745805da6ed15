INSERT INTO carriers (name) VALUES ('dhl'), ('dpd');
