import importlib.metadata
print(sorted({name for d in importlib.metadata.distributions() for name in [d.metadata['Name']]}))
