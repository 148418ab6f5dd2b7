"""The work behind `meshctl lint`: configuration, files, processes, fixes and output."""
