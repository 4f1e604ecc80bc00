"""The dateline: where, when and by whom the story was filed."""
