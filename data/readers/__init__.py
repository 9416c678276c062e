"""Published files → sheets of cells: XLSX, XLS, ODS, CSV and pages, read within bounds by a child process."""
