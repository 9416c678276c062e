"""The tables of the panorama as typed values: schema, labels, dataset, measures, filters, selection."""
