/* public class A */ package a.b; // public class C
@D({E.class, F.class}) @G("public class H")
public final class Main<T> { char c = '"'; String s = "}\""; String t = """
" public class X {
"""; }
