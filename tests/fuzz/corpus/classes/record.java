class A { public class B { } }
public record Point(int x, int y) { }
