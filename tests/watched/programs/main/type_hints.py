import typing
class Node:
    value: int
    next: 'typing.Optional[Node]'
print(typing.get_type_hints(Node))
