# Java and Kotlin: which class is started, whatever it and its file are called.
load ../cli/common.bash
load common.bash
setup() { setup_folder; }
teardown() { teardown_folder; }

body='System.out.println(2 * new java.util.Scanner(System.in).nextInt());'
main="public static void main(String[] args) { $body }"
wrong='public static void main(String[] args) { System.out.println("another main"); }'

# That each of the files is accepted.
expect_accepted() {
    try assay grade --json double "$@"
    [ "$status" -eq 0 ] || fail "$(echo "$output" | jq -r '"\(.path): \(.verdict) \(.message)"')"
}

expect_accepted_folder() { # LANGUAGE DIR
    try assay grade --json --project --language "$1" double "$2"
    [ "$status" -eq 0 ] || fail "$(echo "$output" | jq -r '"\(.path): \(.verdict) \(.message)"')"
}

@test "Java: a class of any name, in any package" {
    need java
    cat > package.java <<JAVA
/* public class Fake { */
package org.example.solve; // public class Fake
final class Helper { static String text = "public class Fake {"; static char c = '{'; }
public final class Solve { $main }
JAVA
    cat > not-public.java <<JAVA
interface Work { static void main() {} void main(String text); }
class Idle { static void main(String[] args) {} public static int main(int n) { return n; } }
class Start { $main }
JAVA
    echo "public enum Days { ONE; $main }" > enum.java
    echo "public record Point(int x) { $main }" > record.java
    echo "@FunctionalInterface public interface Acts { void act(); $main }" > interface.java
    echo "public class Größe { ${main/String\[\]/String...} }" > letters.java
    expect_accepted package.java not-public.java enum.java record.java interface.java letters.java
}

@test "Java: of several classes with main the public one, and the outer one" {
    need java
    echo "class Alpha { $wrong } public class Zeta { $main }" > public.java
    echo "public class Outer { static class Inner { $wrong } $main }" > outer.java
    echo "class Base { $main } public class Derived extends Base {}" > inherited.java
    expect_accepted public.java outer.java inherited.java
}

@test "Java: no class with main is a compile error that says so" {
    need java
    echo "public class Solve { static void main(String[] args) { $body } }" > none.java
    try assay grade double none.java
    expect_status 1
    expect_in "$output" "there is no class with public static void main(String[])"
}

@test "Java: several files in packages, without a Main and with one" {
    need java
    mkdir -p app/src/com/example/{start,sums}
    cat > app/src/com/example/start/App.java <<'JAVA'
package com.example.start;

import com.example.sums.Twice;
import java.util.Scanner;

public class App {
    public static void main(String[] args) {
        System.out.println(Twice.of(new Scanner(System.in).nextInt()));
    }
}
JAVA
    echo 'package com.example.sums; public class Twice { public static int of(int n) { return 2 * n; } }' \
        > app/src/com/example/sums/Twice.java
    expect_accepted_folder java app
    mv app/src/com/example/start/{App,Main}.java
    sed -i 's/class App/class Main/' app/src/com/example/start/Main.java
    echo "package com.example.start; public class Another { $wrong }" \
        > app/src/com/example/start/Another.java
    expect_accepted_folder java app
}

@test "Kotlin: a function, an object or a companion, in any package" {
    need kotlin
    double='println(2 * readLine()!!.trim().toInt())'
    printf 'package org.example\nfun main(args: Array<String>) { %s }\n' "$double" > function.kt
    printf '@file:JvmName("Other")\nfun main() { %s }\n' "$double" > renamed.kt
    echo "object Solve { @JvmStatic fun main(args: Array<String>) { $double } }" > object.kt
    echo "class Solve { companion object { @JvmStatic fun main(args: Array<String>) { $double } } }" \
        > companion.kt
    expect_accepted function.kt renamed.kt object.kt companion.kt
}

@test "Kotlin: several files, and of several functions that of main.kt" {
    need kotlin
    mkdir app
    printf 'package sums\nfun twice(n: Int) = 2 * n\n' > app/sums.kt
    printf 'import sums.twice\nfun main() { println(twice(readLine()!!.trim().toInt())) }\n' > app/main.kt
    printf 'package another\nfun main() { println("another main") }\n' > app/another.kt
    expect_accepted_folder kotlin app
    rm app/another.kt
    mv app/main.kt app/start.kt
    expect_accepted_folder kotlin app
}

@test "a shebang line decides before the extension" {
    printf '#!/usr/bin/env -S python3 -u\nprint(2 * int(input()))\n' > shebang.sh
    printf '#! /bin/bash\nread n; echo $((2 * n))\n' > shebang.py
    cp shebang.py shebang
    try assay grade --json double shebang.sh shebang.py shebang
    expect_status 0
    [ "$(echo "$output" | jq -r .language | tr '\n' ' ')" = "python3 bash bash " ] || fail "languages"
}
