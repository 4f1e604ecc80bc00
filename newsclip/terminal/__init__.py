"""What commands share: options, lists, errors, progress."""
