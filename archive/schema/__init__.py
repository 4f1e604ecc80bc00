"""The two files of an archive: opened, made, upgraded, locked."""
