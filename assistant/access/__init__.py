"""Who may enter: the person behind a request, how a person signs in, and how that is remembered."""
