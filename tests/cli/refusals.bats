# A resource that a program is refused names itself: it is never "idle", nor a riddle (docs/verdicts.md).
load common.bash
setup() {
    setup_folder
    cat > double/problem.yaml <<'YAML'
assay: 1
limits: {time: 2s, wall: 6s, memory: 128MiB}
feedback: first_difference
cases: [{in: "4\n", out: "8\n"}]
YAML
}
teardown() { teardown_folder; }

# Grades the files, and puts what came of each into $output: the verdict, the reason, the message.
grade_all() {
    try assay grade --json double "$@"
    output=$(echo "$output" | jq -r '"\(.verdict) \(.reason): \(.message)"')
}

no_second='a second process was refused, the limit is processes: 1'

@test "a second process is refused by name, whatever the program does then" {
    cat > waits.c <<'C'
#include <unistd.h>
int main(void) { if (fork() < 0) for (;;) pause(); }
C
    printf 'import multiprocessing\nqueue = multiprocessing.Queue()\ntry:\n    multiprocessing.Process(target=print).start()\nexcept OSError:\n    pass\nqueue.get()\n' > waits.py
    printf 'import subprocess\nsubprocess.run(["true"])\n' > fails.py
    printf 'import os\nos.system("echo 8")\n' > wrong.py
    printf 'import os\ntry:\n    os.fork()\nexcept OSError:\n    print(8)\n' > copes.py
    printf 'print(io.popen("echo 8"):read("*a"))\n' > fails.lua
    grade_all waits.c waits.py fails.py wrong.py copes.py fails.lua
    expect_in "$output" "TLE processes: waited instead of computing"
    [ "$(echo "$output" | grep -c "^TLE processes: .*$no_second\$")" = 2 ] || fail "$output"
    expect_in "$output" "RTE exit:1: $no_second (BlockingIOError: [Errno 11] Resource temporarily unavailable)"
    expect_in "$output" "WA : there is no output: expected \"8\"; $no_second"
    expect_in "$output" "AC : "
    expect_in "$output" "RTE exit:1: $no_second (/usr/bin/lua5.4: "
    expect_not_in "$output" "does it wait for input"
}

@test "one process of several is refused by name" {
    sed -i 's/128MiB/128MiB, processes: 4/' double/problem.yaml
    cat > waits.c <<'C'
#include <unistd.h>
int main(void)
{
    for (;;) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;) pause();
        if (pid < 0)
            for (;;) pause();
    }
}
C
    grade_all waits.c
    expect_in "$output" "TLE processes: "
    expect_in "$output" "a process was refused, the limit is 67 processes and threads at once"
}

@test "threads, descriptors and files are named" {
    printf 'import threading\nevent = threading.Event()\ntry:\n    for i in range(100):\n        threading.Thread(target=event.wait).start()\nexcept RuntimeError:\n    event.wait()\n' > threads.py
    cat > threads.cpp <<'CPP'
#include <thread>
#include <vector>
#include <unistd.h>
int main() { std::vector<std::thread> all; for (;;) all.emplace_back([] { pause(); }); }
CPP
    printf 'import time\nkept = []\ntry:\n    while True:\n        kept.append(open("/prog/solution.py"))\nexcept OSError:\n    time.sleep(100)\n' > descriptors.py
    printf 'kept = []\nwhile True:\n    kept.append(open("/tmp/%%d" %% len(kept), "w"))\n' > opens.py
    printf 'import os\nfor i in range(20000):\n    os.symlink("x", "/tmp/%%d" %% i)\n' > files.py
    grade_all threads.py threads.cpp descriptors.py opens.py files.py
    expect_in "$output" "TLE threads: "
    expect_in "$output" "had as many threads as it may have, the limit is 64 threads at once"
    expect_in "$output" "RTE signal:6: it says that a thread could not be started, the limit is 64 threads at once (terminate"
    expect_in "$output" "TLE descriptors: "
    expect_in "$output" "RTE exit:1: it says that it had too many files open, the limit is 256 descriptors at once (OSError"
    expect_in "$output" "MLE tmpfs_full: made as many files in its temporary folder as it may hold, the limit is 16384"
}

@test "the evidence says what was refused" {
    printf 'import os\ntry:\n    os.fork()\nexcept OSError:\n    os._exit(3)\n' > fails.py
    try assay grade --json double fails.py
    [ "$(echo "$output" | jq .cases[0].evidence.refused_processes)" = 1 ] || fail "$output"
    [ "$(echo "$output" | jq .cases[0].evidence.task_limit)" = 64 ] || fail "$output"
}

@test "a thread too many is no lack of memory to Java" {
    assay languages | grep '^java ' | grep -qv 'not installed' || {
        [ -z "${CI:-}" ] || fail "java is not installed, and the integration server has it"
        skip "java is not installed (scripts/install-languages java)"
    }
    cat > Main.java <<'JAVA'
public class Main {
    public static void main(String[] args) {
        try {
            for (int i = 0; i < 100; i++) {
                Thread thread = new Thread(() -> { try { Thread.sleep(100000); } catch (Exception e) {} });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError error) {
            System.err.println(error);
            System.exit(4);
        }
    }
}
JAVA
    grade_all Main.java
    expect_in "$output" "RTE exit:4: it says that a thread could not be started, the limit is 64 threads at once (java.lang.OutOfMemoryError: unable to create native thread"
}
