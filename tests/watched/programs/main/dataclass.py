# addresses: stdout
import dataclasses
@dataclasses.dataclass(order=True, frozen=True)
class Point:
    x: int
    y: int = 0
    z: 'dataclasses.InitVar[int]' = 3
print(Point(1, 2), Point(1) < Point(2), dataclasses.fields(Point), dataclasses.asdict(Point(4, 5)))
