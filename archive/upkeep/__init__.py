"""An archive looked after: checked, repaired, copied, merged, made to forget."""
