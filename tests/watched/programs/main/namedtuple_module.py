import collections, enum, types
P = collections.namedtuple('P', 'a b')
class Colour(enum.Enum):
    RED = 1
print(P.__module__, P(1, 2), Colour.RED, repr(Colour.RED), Colour.__module__)
print(types.new_class('Made').__module__, type('Other', (), {}).__module__)
