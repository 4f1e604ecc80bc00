"""Archives made apart become one."""
