# Not begun yet.
