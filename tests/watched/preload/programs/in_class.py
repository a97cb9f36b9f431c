class Uses:
    import json
    from logging import INFO as level
    def __getattr__(self, name):
        import random
        return random.Random(len(name)).random()
print(Uses.json.dumps(Uses.level), Uses().other, 'json' in globals())
