"""The pages of ``newsclip browse``, one kind a module."""
