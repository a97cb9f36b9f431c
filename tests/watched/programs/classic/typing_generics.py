from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar
T = TypeVar('T')
class Box(Generic[T]):
    pass
class P(NamedTuple):
    x: int = 0
class D(TypedDict):
    a: int
print(Box[int], P(), D(a=1), T, Box.__module__, T.__module__)
