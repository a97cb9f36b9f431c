/* The rule table, row by row (docs/verdicts.md). Every rule has rows that come out differently once
 * it is taken out of the table; test_every_rule_is_needed shows it. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/rules/verdict.h"
#include "judge/rules/verdict_table.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    TASKS = 64,
    S = 1000000,
    CPU = 1 * S,
    WALL = 3 * S,
    MEMORY = 64 * 1024,
    OUTPUT = 1024 * 1024
};

/* The limits are CPU, WALL, MEMORY and OUTPUT. What a row leaves out is that of a program that
 * ended itself with exit status 0 and used nothing. */
struct row {
    const char *label;
    /* what decides */
    enum run_end end;
    int status, signal, exec_errno;
    int64_t user, system, wall, delay; /* us */
    int64_t memory, oom, refused, tmpfs_full, output;
    int64_t image;
    int call; /* the reported call's number plus 1 */
    const char *call_name;
    int foreign, memory_error, capped;
    int forks, tasks, tasks_seen, descriptors_seen, files_full; /* what was refused or used up */
    int64_t tmpfs_kib;
    int is_sent; /* it sent itself no signal */
    int pauses;
    int64_t paused; /* us */
    int ended_by_init;
    int64_t host_oom;
    int64_t stack; /* KiB */
    int rejected_first;
    int64_t waited; /* us */
    enum check_outcome check;
    const char *internal, *stage;
    /* what comes out, and the rule that would decide without this one */
    const char *rule, *verdict, *reason, *without;
};

static const struct row rows[] = {
    /* R1 */
    {.label = "the grader was lost",
     .internal = "grader_lost",
     .check = CHECK_ACCEPTED,
     .rule = "R1",
     .verdict = "IE",
     .reason = "grader_lost",
     .without = "R8a"},
    {.label = "a stage of the set-up failed",
     .stage = "mount_root",
     .check = CHECK_ACCEPTED,
     .rule = "R1",
     .verdict = "IE",
     .reason = "stage:mount_root",
     .without = "R8a"},
    {.label = "a hard stop",
     .end = RUN_ENDED_HARD,
     .signal = SIGKILL,
     .wall = 30 * S,
     .delay = 29 * S,
     .rule = "R1",
     .verdict = "IE",
     .reason = "hard_stop",
     .without = "R7"},
    {.label = "a hard stop also when the counted time is over",
     .end = RUN_ENDED_HARD,
     .signal = SIGKILL,
     .wall = 30 * S,
     .rule = "R1",
     .verdict = "IE",
     .reason = "hard_stop",
     .without = "R5"},
    {.label = "the checker failed",
     .check = CHECK_FAILED,
     .rule = "R1",
     .verdict = "IE",
     .reason = "check_failed",
     .without = "R9"},
    {.label = "our failure although the program crashed too",
     .internal = "x",
     .signal = SIGSEGV,
     .rule = "R1",
     .verdict = "IE",
     .reason = "x",
     .without = "R7"},
    {.label = "at the wall limit after a pause",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = 9 * S,
     .paused = 5 * S,
     .pauses = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "paused",
     .without = "R5"},
    {.label = "paused up to the hard stop",
     .end = RUN_ENDED_HARD,
     .signal = SIGKILL,
     .wall = 30 * S,
     .paused = 29 * S,
     .pauses = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "paused",
     .without = "R7"},
    {.label = "a failure after a pause, which a clock of its own may have seen",
     .status = 1,
     .wall = 5 * S,
     .paused = 5 * S,
     .pauses = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "paused",
     .without = "R7"},
    {.label = "SIGKILL from outside",
     .signal = SIGKILL,
     .is_sent = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "killed_from_outside",
     .without = "R7"},
    {.label = "SIGTERM from outside, after a refused request",
     .signal = SIGTERM,
     .is_sent = 1,
     .refused = 1 << 30,
     .rule = "R1",
     .verdict = "IE",
     .reason = "killed_from_outside",
     .without = "R3c"},
    {.label = "SIGXCPU within the limit",
     .signal = SIGXCPU,
     .is_sent = 1,
     .user = CPU / 3,
     .rule = "R1",
     .verdict = "IE",
     .reason = "backstop",
     .without = "R7"},
    {.label = "the host is short of memory",
     .signal = SIGKILL,
     .host_oom = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "host_memory",
     .without = "R7"},
    {.label = "a child of its goes because the host is short of memory",
     .status = 1,
     .host_oom = 1,
     .rule = "R1",
     .verdict = "IE",
     .reason = "host_memory",
     .without = "R7"},
    /* R2 */
    {.label = "ptrace",
     .end = RUN_ENDED_SYSCALL,
     .signal = SIGKILL,
     .call = 101 + 1,
     .call_name = "ptrace",
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:ptrace",
     .without = "R7"},
    {.label = "call number 0 is a call",
     .end = RUN_ENDED_SYSCALL,
     .signal = SIGKILL,
     .call = 1,
     .call_name = "read",
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:read",
     .without = "R7"},
    {.label = "a call without a name",
     .end = RUN_ENDED_SYSCALL,
     .signal = SIGKILL,
     .call = 451 + 1,
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:451",
     .without = "R7"},
    {.label = "reported, and another limit ended the run",
     .end = RUN_ENDED_CPU,
     .signal = SIGKILL,
     .user = CPU + 1,
     .call = 101 + 1,
     .call_name = "ptrace",
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:ptrace",
     .without = "R4"},
    {.label = "reported, and the output is right",
     .call = 101 + 1,
     .call_name = "ptrace",
     .check = CHECK_ACCEPTED,
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:ptrace",
     .without = "R8a"},
    {.label = "int 0x80",
     .signal = SIGSYS,
     .foreign = 1,
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:foreign_abi",
     .without = "R7"},
    {.label = "ended by the filter, the number was lost",
     .end = RUN_ENDED_SYSCALL,
     .signal = SIGKILL,
     .rule = "R2",
     .verdict = "SV",
     .reason = "syscall:unknown",
     .without = "R7"},
    /* R3a */
    {.label = "killed by the kernel",
     .signal = SIGKILL,
     .memory = MEMORY,
     .oom = 1,
     .rule = "R3a",
     .verdict = "MLE",
     .reason = "oom_kill",
     .without = "R7"},
    {.label = "a child was killed, the output is right",
     .oom = 1,
     .memory = MEMORY,
     .check = CHECK_ACCEPTED,
     .rule = "R3a",
     .verdict = "MLE",
     .reason = "oom_kill",
     .without = "R8a"},
    /* R3b */
    {.label = "the image is too large and was not run",
     .image = MEMORY + 1,
     .rule = "R3b",
     .verdict = "MLE",
     .reason = "image",
     .without = "R9"},
    {.label = "an image as large as the limit is run",
     .image = MEMORY,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    /* R3c */
    {.label = "malloc refused, then a null pointer",
     .signal = SIGSEGV,
     .refused = 1 << 30,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "malloc refused, then exit 1",
     .status = 1,
     .refused = 1 << 30,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "ended by init for its refused requests",
     .signal = SIGKILL,
     .is_sent = 1,
     .ended_by_init = 1,
     .refused = 1 << 30,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "killed by its group's OOM killer",
     .signal = SIGKILL,
     .is_sent = 1,
     .oom = 1,
     .rule = "R3a",
     .verdict = "MLE",
     .reason = "oom_kill",
     .without = "R7"},
    {.label = "MemoryError",
     .status = 1,
     .memory_error = 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "bad_alloc",
     .signal = SIGABRT,
     .memory_error = 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "a full tmpfs",
     .status = 1,
     .tmpfs_full = 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "tmpfs_full",
     .without = "R7"},
    {.label = "refused, and a full tmpfs",
     .status = 1,
     .refused = 1,
     .tmpfs_full = 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R7"},
    {.label = "MemoryError, and over the CPU limit by itself",
     .status = 1,
     .memory_error = 1,
     .user = CPU + 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "alloc_refused",
     .without = "R4"},
    {.label = "MemoryError caught, exit 0",
     .memory_error = 1,
     .refused = 1 << 30,
     .check = CHECK_WRONG,
     .rule = "R8c",
     .verdict = "WA",
     .reason = "",
     .without = "R9"},
    {.label = "a full tmpfs, exit 0",
     .tmpfs_full = 1,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    /* R3d */
    {.label = "no cgroup, resident size over the limit",
     .capped = 1,
     .memory = MEMORY + 1,
     .check = CHECK_ACCEPTED,
     .rule = "R3d",
     .verdict = "MLE",
     .reason = "memory",
     .without = "R8a"},
    {.label = "no cgroup, at the limit",
     .capped = 1,
     .memory = MEMORY,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "a cgroup, a peak at the limit without a kill is page cache",
     .memory = MEMORY + 1,
     .signal = SIGSEGV,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:11",
     .without = "R9"},
    /* R4 */
    {.label = "ended by itself, over the limit, right",
     .user = CPU - 1,
     .system = 2,
     .check = CHECK_ACCEPTED,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R8a"},
    {.label = "system time alone",
     .system = CPU + 1,
     .check = CHECK_ACCEPTED,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R8a"},
    {.label = "exactly the limit is within it",
     .user = CPU / 2,
     .system = CPU / 2,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "ended by us, the figures an instant early",
     .end = RUN_ENDED_CPU,
     .signal = SIGKILL,
     .user = CPU - 200,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "SIGXCPU and nothing that it sent itself, over the limit",
     .signal = SIGXCPU,
     .is_sent = 1,
     .user = CPU + 1,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "SIGXCPU over the limit",
     .signal = SIGXCPU,
     .user = CPU + 5,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "SIGXCPU after a refused request that it survived",
     .signal = SIGXCPU,
     .user = CPU + 5,
     .refused = 1 << 30,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "SIGKILL of RLIMIT_CPU after a refused request",
     .signal = SIGKILL,
     .user = CPU + 5,
     .refused = 1 << 30,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "ended by us after a refused request",
     .end = RUN_ENDED_CPU,
     .signal = SIGKILL,
     .user = CPU + 5,
     .refused = 1 << 30,
     .memory_error = 1,
     .tmpfs_full = 1,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "a crash over the limit",
     .signal = SIGSEGV,
     .user = CPU + 5,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R7"},
    {.label = "SIGXCPU that it sent itself",
     .signal = SIGXCPU,
     .user = 5,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:24",
     .without = "R9"},
    {.label = "a pause adds no CPU time",
     .end = RUN_ENDED_CPU,
     .signal = SIGKILL,
     .user = CPU + 1,
     .wall = 9 * S,
     .paused = 5 * S,
     .pauses = 1,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R5"},
    /* R5 */
    {.label = "over the wall limit but for what did not count",
     .wall = WALL + 5 * S,
     .paused = 4 * S,
     .delay = 1 * S,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "a good end in spite of a pause",
     .wall = 2 * S,
     .paused = 2 * S,
     .pauses = 2,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "sleeps",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "idle",
     .without = "R7"},
    {.label = "waits for an interactor that waits for it",
     .end = RUN_ENDED_IDLE,
     .signal = SIGKILL,
     .wall = S / 20,
     .user = S / 50,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "idle",
     .without = "R7"},
    {.label = "waits for a slow interactor",
     .wall = 10 * S,
     .waited = 9 * S,
     .user = 1000,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "an interactor rejects and ends before it crashes",
     .signal = SIGPIPE,
     .rejected_first = 1,
     .check = CHECK_WRONG,
     .rule = "R1b",
     .verdict = "WA",
     .reason = "",
     .without = "R7"},
    {.label = "an interactor rejects, and it is ended",
     .end = RUN_ENDED_PEER,
     .signal = SIGKILL,
     .rejected_first = 1,
     .check = CHECK_WRONG,
     .rule = "R1b",
     .verdict = "WA",
     .reason = "",
     .without = "R7"},
    {.label = "an interactor that fails says nothing about it",
     .signal = SIGPIPE,
     .rejected_first = 1,
     .check = CHECK_FAILED,
     .rule = "R1",
     .verdict = "IE",
     .reason = "check_failed",
     .without = "R7"},
    {.label = "slow but busy",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = CPU / 2,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R7"},
    {.label = "waits for a process that was refused",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .forks = 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "processes",
     .without = "R7"},
    {.label = "waits for a thread that was refused",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .tasks = 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "threads",
     .without = "R7"},
    {.label = "waits with every thread that it may have",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .tasks_seen = TASKS,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "threads",
     .without = "R7"},
    {.label = "waits with every thread but one",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .tasks_seen = TASKS - 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "idle",
     .without = "R7"},
    {.label = "waits with every descriptor that it may have",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .descriptors_seen = 256,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "descriptors",
     .without = "R7"},
    {.label = "waits with every descriptor but one",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .descriptors_seen = 255,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "idle",
     .without = "R7"},
    {.label = "waits with a full folder",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .tmpfs_full = 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "tmpfs_full",
     .without = "R7"},
    {.label = "waits with a folder of too many files",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = 1000,
     .tmpfs_full = 1,
     .files_full = 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "tmpfs_full",
     .without = "R7"},
    {.label = "slow but busy, after a process was refused",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL + 1,
     .user = CPU / 2,
     .forks = 1,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R7"},
    {.label = "5 % is not idle",
     .wall = 4 * S,
     .user = S / 5,
     .check = CHECK_ACCEPTED,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R8a"},
    {.label = "just under 5 % is",
     .wall = 4 * S,
     .user = S / 5 - 1,
     .check = CHECK_ACCEPTED,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "idle",
     .without = "R8a"},
    {.label = "5 % of what counts, not of the whole wall time",
     .wall = 10 * S,
     .delay = 6 * S,
     .user = S / 4,
     .check = CHECK_ACCEPTED,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R8a"},
    {.label = "ended by us, the figures an instant early",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL - 200,
     .user = S / 2,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R7"},
    {.label = "ended by us, and many threads waited longer than the run took",
     .end = RUN_ENDED_WALL,
     .signal = SIGKILL,
     .wall = WALL,
     .delay = 20 * S,
     .user = S / 2,
     .rule = "R5",
     .verdict = "TLE",
     .reason = "wall",
     .without = "R7"},
    {.label = "the wait for a CPU does not count",
     .wall = WALL + 5,
     .delay = 5,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "many threads waited longer than the run took",
     .wall = S,
     .delay = 20 * S,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    /* R6 */
    {.label = "ended at the cap by our SIGKILL",
     .end = RUN_ENDED_OUTPUT,
     .signal = SIGKILL,
     .output = OUTPUT + 1,
     .rule = "R6",
     .verdict = "OLE",
     .reason = "output",
     .without = "R7"},
    {.label = "ended at the cap, counted to the cap",
     .end = RUN_ENDED_OUTPUT,
     .signal = SIGKILL,
     .output = OUTPUT,
     .rule = "R6",
     .verdict = "OLE",
     .reason = "output",
     .without = "R7"},
    {.label = "ended at the cap after a refused request",
     .end = RUN_ENDED_OUTPUT,
     .signal = SIGKILL,
     .output = OUTPUT + 1,
     .refused = 1 << 30,
     .rule = "R6",
     .verdict = "OLE",
     .reason = "output",
     .without = "R7"},
    {.label = "over the cap by itself",
     .output = OUTPUT + 1,
     .check = CHECK_WRONG,
     .rule = "R6",
     .verdict = "OLE",
     .reason = "output",
     .without = "R8c"},
    {.label = "exactly the cap is within it",
     .output = OUTPUT,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    /* R7 */
    {.label = "an exit status after a refused process",
     .status = 1,
     .forks = 3,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "exit:1",
     .without = "R9"},
    {.label = "a crash",
     .signal = SIGSEGV,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:11",
     .without = "R9"},
    {.label = "an exit status",
     .status = 3,
     .check = CHECK_ACCEPTED,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "exit:3",
     .without = "R9"},
    {.label = "it could not be started",
     .exec_errno = ENOEXEC,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "exec",
     .without = "R9"},
    {.label = "it could not be started, whatever the status",
     .exec_errno = EACCES,
     .status = 127,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "exec",
     .without = "R9"},
    {.label = "SIGSEGV is sent by the kernel",
     .signal = SIGSEGV,
     .is_sent = 1,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:11",
     .without = "R9"},
    {.label = "SIGALRM too",
     .signal = SIGALRM,
     .is_sent = 1,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:14",
     .without = "R9"},
    {.label = "SIGKILL that it sent itself",
     .signal = SIGKILL,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:9",
     .without = "R9"},
    {.label = "a real-time signal",
     .signal = 64,
     .rule = "R7",
     .verdict = "RTE",
     .reason = "signal:64",
     .without = "R9"},
    /* R8 */
    {.label = "accepted",
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "in part",
     .check = CHECK_PARTIAL,
     .rule = "R8b",
     .verdict = "PA",
     .reason = "",
     .without = "R9"},
    {.label = "wrong, after a refused process",
     .forks = 1,
     .check = CHECK_WRONG,
     .rule = "R8c",
     .verdict = "WA",
     .reason = "",
     .without = "R9"},
    {.label = "accepted, after a refused process",
     .forks = 1,
     .check = CHECK_ACCEPTED,
     .rule = "R8a",
     .verdict = "AC",
     .reason = "",
     .without = "R9"},
    {.label = "over the CPU limit, after a refused process",
     .forks = 1,
     .user = CPU + 5,
     .rule = "R4",
     .verdict = "TLE",
     .reason = "cpu",
     .without = "R9"},
    {.label = "too many files, then a bad end",
     .status = 1,
     .tmpfs_full = 1,
     .files_full = 1,
     .rule = "R3c",
     .verdict = "MLE",
     .reason = "tmpfs_full",
     .without = "R7"},
    {.label = "killed by the kernel when its stack had most",
     .oom = 1,
     .signal = SIGKILL,
     .memory = MEMORY,
     .stack = MEMORY / 2,
     .rule = "R3a",
     .verdict = "MLE",
     .reason = "oom_kill",
     .without = "R7"},
    {.label = "killed by the kernel with a folder that holds most",
     .oom = 1,
     .signal = SIGKILL,
     .memory = MEMORY,
     .tmpfs_kib = MEMORY - 1024,
     .rule = "R3a",
     .verdict = "MLE",
     .reason = "oom_kill",
     .without = "R7"},
    {.label = "wrong",
     .check = CHECK_WRONG,
     .rule = "R8c",
     .verdict = "WA",
     .reason = "",
     .without = "R9"},
    /* R9 */
    {.label = "nobody checked the output",
     .rule = "R9",
     .verdict = "IE",
     .reason = "not_checked",
     .without = NULL},
    {.label = "neither an exit status nor a signal",
     .status = -1,
     .check = CHECK_ACCEPTED,
     .rule = "R9",
     .verdict = "IE",
     .reason = "no_evidence",
     .without = NULL},
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void input_of(const struct row *row, struct verdict_input *input)
{
    verdict_input_init(input);
    input->limits = (struct verdict_limits){CPU, WALL, MEMORY, OUTPUT, .processes = 1};
    input->internal_failure = row->internal;
    input->syscall_name = row->call_name;
    input->image_kib = row->image;
    input->memory_error = row->memory_error;
    input->memory_is_capped = row->capped;
    input->check = row->check;
    input->run.end = row->end;
    input->run.exit_status = row->signal != 0 ? -1 : row->status;
    input->run.term_signal = row->signal;
    input->run.exec_errno = row->exec_errno;
    input->run.cpu_user_us = row->user;
    input->run.cpu_system_us = row->system;
    input->run.wall_us = row->wall;
    input->run.run_delay_us = row->delay;
    input->run.memory_kib = row->memory;
    input->run.oom_kills = row->oom;
    input->run.host_oom_kills = row->host_oom;
    input->run.paused_us = row->paused;
    input->run.waited_us = row->waited;
    input->rejected_first = row->rejected_first;
    input->run.pauses = row->pauses;
    input->run.stack_kib = row->stack;
    input->run.own_signals = row->is_sent ? 0 : ~0ULL;
    input->run.ended_by_init = row->ended_by_init;
    input->run.refused_bytes = row->refused;
    input->run.tmpfs_full = row->tmpfs_full;
    input->run.output_bytes = row->output;
    input->run.task_limit = TASKS;
    input->run.refused_processes = row->forks;
    input->run.refused_tasks = row->tasks;
    input->run.tasks_seen = row->tasks_seen;
    input->run.descriptors_seen = row->descriptors_seen;
    input->run.tmpfs_files_full = row->files_full;
    input->run.tmpfs_kib = row->tmpfs_kib;
    input->run.syscall = row->call - 1;
    input->run.foreign_abi = row->foreign;
    if (row->stage != NULL) {
        snprintf(input->run.failed_stage, sizeof(input->run.failed_stage), "%s", row->stage);
        input->run.failed_errno = EACCES;
    }
}

static const struct verdict_rule *rule_of(const char *id)
{
    for (size_t i = 0; i < verdict_rule_count; i++) {
        if (strcmp(verdict_rules[i].id, id) == 0)
            return &verdict_rules[i];
    }
    fail_msg("there is no rule %s", id);
    return NULL;
}

static void test_rows(void **state)
{
    struct verdict_input input;
    struct verdict_result result;

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        input_of(&rows[i], &input);
        verdict_decide(&input, &result);
        if (strcmp(result.rule, rows[i].rule) != 0 || strcmp(result.reason, rows[i].reason) != 0)
            fail_msg("%s: expected %s \"%s\", got %s \"%s\"", rows[i].label, rows[i].rule,
                     rows[i].reason, result.rule, result.reason);
        assert_string_equal(verdict_name(result.verdict), rows[i].verdict);
    }
}

/* Every row with its rule taken out: another rule decides, and the one that the row names. So a
 * rule that is lost, or swallowed by another one, is noticed. */
static void test_every_rule_is_needed(void **state)
{
    int rows_of[32] = {0};
    struct verdict_input input;
    struct verdict_result result;

    (void)state;
    assert_true(verdict_rule_count < sizeof(rows_of) / sizeof(rows_of[0]));
    for (int i = 0; i < ROWS; i++) {
        input_of(&rows[i], &input);
        verdict_decide_without(rows[i].rule, &input, &result);
        rows_of[rule_of(rows[i].rule) - verdict_rules]++;
        if (rows[i].without == NULL) {
            assert_null(result.rule);
            assert_int_equal(result.verdict, VERDICT_IE); /* still nobody's verdict but ours */
        } else if (result.rule == NULL || strcmp(result.rule, rows[i].without) != 0) {
            fail_msg("%s: without %s expected %s, got %s", rows[i].label, rows[i].rule,
                     rows[i].without, result.rule == NULL ? "no rule" : result.rule);
        }
    }
    for (size_t i = 0; i < verdict_rule_count; i++) {
        if (rows_of[i] == 0)
            fail_msg("rule %s has no row", verdict_rules[i].id);
    }
}

/* What makes each rule match, and as little more as possible. */
static const struct row triggers[] = {
    {.rule = "R1", .internal = "grader_lost"},
    {.rule = "R1b", .rejected_first = 1, .check = CHECK_WRONG},
    {.rule = "R2", .call = 102, .call_name = "ptrace"},
    {.rule = "R3a", .oom = 1},
    {.rule = "R3b", .image = MEMORY + 1},
    {.rule = "R3c", .status = 1, .refused = 1 << 30},
    {.rule = "R3d", .capped = 1, .memory = MEMORY + 1},
    {.rule = "R4", .user = CPU + 1},
    {.rule = "R5", .wall = WALL + 1},
    {.rule = "R6", .output = OUTPUT + 1},
    {.rule = "R7", .status = 1},
    {.rule = "R8a", .check = CHECK_ACCEPTED},
    {.rule = "R8b", .check = CHECK_PARTIAL},
    {.rule = "R8c", .check = CHECK_WRONG},
    {.rule = "R9"},
};
enum { TRIGGERS = sizeof(triggers) / sizeof(triggers[0]) };

static struct row both(const struct row *one, const struct row *other)
{
    struct row row = *one;

    row.status |= other->status;
    row.user |= other->user;
    row.wall |= other->wall;
    row.memory |= other->memory;
    row.oom |= other->oom;
    row.refused |= other->refused;
    row.output |= other->output;
    row.image |= other->image;
    row.capped |= other->capped;
    row.rejected_first |= other->rejected_first;
    if (row.call == 0) {
        row.call = other->call;
        row.call_name = other->call_name;
    }
    if (row.check == CHECK_NOT_RUN)
        row.check = other->check;
    if (row.internal == NULL)
        row.internal = other->internal;
    return row;
}

/* Each pair of rules that can match together: the earlier one decides. Fixes the order. */
static void test_order(void **state)
{
    static const char *const order[] = {"R1", "R1b", "R2", "R3a", "R3b", "R3c", "R3d", "R4",
                                        "R5", "R6",  "R7", "R8a", "R8b", "R8c", "R9"};
    int pairs = 0;
    struct verdict_input input;
    struct verdict_result result;

    (void)state;
    assert_int_equal(verdict_rule_count, TRIGGERS);
    for (int i = 0; i < TRIGGERS; i++) {
        assert_string_equal(verdict_rules[i].id, order[i]);
        assert_string_equal(triggers[i].rule, order[i]);
        for (int j = i + 1; j < TRIGGERS; j++) {
            struct row row = both(&triggers[i], &triggers[j]);

            input_of(&row, &input);
            if (!verdict_rules[i].matches(&input) || !verdict_rules[j].matches(&input))
                continue;
            verdict_decide(&input, &result);
            if (strcmp(result.rule, order[i]) != 0)
                fail_msg("%s and %s: %s decides", order[i], order[j], result.rule);
            pairs++;
        }
    }
    /* 15 * 14 / 2, less those that exclude each other: two of R8, R3c or R7 with one of R8, and R1b
     * with two of R8. */
    assert_int_equal(pairs, 105 - 3 - 3 - 3 - 2);
}

static const struct {
    const char *label; /* of a row above */
    const char *text;
} explanations[] = {
    {"an interactor rejects, and it is ended",
     "the interactor ended first, and its word is that this is wrong"},
    {"waits for an interactor that waits for it",
     "waited for the interactor, which waited for it: neither had written what the other wants to "
     "read (is an output not flushed)"},
    {"the grader was lost", "the judge's fault, not the submission's: grader_lost"},
    {"a stage of the set-up failed", "the judge's fault, not the submission's: preparing the run "
                                     "failed at mount_root: Permission denied"},
    {"a hard stop", "the judge's fault, not the submission's: the run was given up after 30 s "
                    "without getting a CPU; its wall limit is 3 s"},
    {"the checker failed",
     "the judge's fault, not the submission's: the output could not be checked"},
    {"ptrace", "made the system call ptrace, which is not allowed"},
    {"a call without a name", "made the system call 451, which is not allowed"},
    {"int 0x80", "made a system call of another architecture, which is not allowed"},
    {"killed by the kernel",
     "needed more memory than the limit of 64 MiB and was killed by the kernel (peak 64 MiB)"},
    {"killed by the kernel when its stack had most",
     "needed more memory than the limit of 64 MiB and was killed by the kernel (peak 64 MiB, and "
     "most "
     "of what it had when last looked at was its stack, 32 MiB: a recursion without an end, or too "
     "deep)"},
    {"the image is too large and was not run", "its code and static data alone take 65537 KiB, "
                                               "the limit is 64 MiB; it was not run"},
    {"malloc refused, then a null pointer",
     "asked for 1024 MiB at once and was refused, the limit is 64 MiB; ended with signal 11 "
     "(Segmentation fault)"},
    {"MemoryError", "reported that it ran out of memory, the limit is 64 MiB; ended with exit "
                    "status 1"},
    {"a full tmpfs", "filled its temporary folder, which counts as memory, the limit is 64 MiB; "
                     "ended with exit status 1"},
    {"no cgroup, resident size over the limit", "used 65537 KiB of memory, the limit is 64 MiB"},
    {"system time alone", "used 1.000001 s of CPU time, the limit is 1 s"},
    {"ended by us, the figures an instant early",
     "was ended at the limit after 0.9998 s of CPU time, the limit is 1 s"},
    {"sleeps", "waited instead of computing: 0.001 s of CPU time in 3.000001 s, the limit is 3 s "
               "(does it wait for input that does not come, or sleep)"},
    {"waits for a process that was refused",
     "waited instead of computing: 0.001 s of CPU time in 3.000001 s, the limit is 3 s; a second "
     "process was refused, the limit is processes: 1"},
    {"slow but busy, after a process was refused",
     "took 3.000001 s, the limit is 3 s (0.5 s of CPU time); a second process was refused, the "
     "limit is processes: 1"},
    {"over the CPU limit, after a refused process",
     "used 1.000005 s of CPU time, the limit is 1 s; a second process was refused, the limit is "
     "processes: 1"},
    {"an exit status after a refused process", "ended with exit status 1; a second process was "
                                               "refused, the limit is processes: 1"},
    {"wrong, after a refused process", "the output (0 bytes) is not the expected one; a second "
                                       "process was refused, the limit is processes: 1"},
    {"accepted, after a refused process",
     "the output is right, after 0 s of CPU time with a limit of 1 s"},
    {"too many files, then a bad end", "made as many files in its temporary folder as it may hold, "
                                       "the limit is 16384; ended with exit status 1"},
    {"killed by the kernel with a folder that holds most",
     "needed more memory than the limit of 64 MiB and was killed by the kernel (peak 64 MiB, of "
     "which its temporary folder held 63 MiB)"},
    {"ended by us, and many threads waited longer than the run took",
     "took 0 s, the limit is 3 s (0.5 s of CPU time)"},
    {"slow but busy", "took 3.000001 s, the limit is 3 s (0.5 s of CPU time)"},
    {"ended at the cap by our SIGKILL",
     "wrote 1048577 bytes of output before it was ended, the limit is 1 MiB"},
    {"a crash", "ended with signal 11 (Segmentation fault)"},
    {"an exit status", "ended with exit status 3"},
    {"it could not be started", "could not be started: Exec format error"},
    {"a real-time signal", "ended with signal 64"},
    {"accepted", "the output is right, after 0 s of CPU time with a limit of 1 s"},
    {"in part", "the output is right in part, after 0 s of CPU time with a limit of 1 s"},
    {"wrong", "the output (0 bytes) is not the expected one"},
    {"nobody checked the output",
     "the judge's fault, not the submission's: the output was not checked"},
    {"neither an exit status nor a signal",
     "the judge's fault, not the submission's: it is not known how the run ended"},
};

static const struct row *row_of(const char *label)
{
    for (int i = 0; i < ROWS; i++) {
        if (strcmp(rows[i].label, label) == 0)
            return &rows[i];
    }
    fail_msg("there is no row \"%s\"", label);
    return NULL;
}

static void test_explanations(void **state)
{
    int explained[32] = {0};
    struct verdict_input input;
    struct verdict_result result;
    char text[VERDICT_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]); i++) {
        input_of(row_of(explanations[i].label), &input);
        verdict_decide(&input, &result);
        verdict_explain(&input, &result, text, sizeof(text));
        assert_string_equal(text, explanations[i].text);
        explained[rule_of(result.rule) - verdict_rules]++;
    }
    for (size_t i = 0; i < verdict_rule_count; i++) {
        if (explained[i] == 0)
            fail_msg("no explanation of %s is tested", verdict_rules[i].id);
    }
}

static void test_explanation_is_cut(void **state)
{
    struct verdict_input input;
    struct verdict_result result = {.verdict = VERDICT_CE};
    char text[16];

    (void)state;
    verdict_input_init(&input);
    verdict_explain(&input, &result, text, sizeof(text));
    assert_string_equal(text, "compile error"); /* no rule: the verdict's words */
    verdict_explain(&input, &result, text, 8);
    assert_string_equal(text, "compile");
    input_of(row_of("a crash"), &input);
    verdict_decide(&input, &result);
    verdict_explain(&input, &result, text, sizeof(text));
    assert_string_equal(text, "ended with sign");
}

static void test_long_reason_is_cut(void **state)
{
    char words[200];
    struct verdict_input input;
    struct verdict_result result;

    (void)state;
    memset(words, 'w', sizeof(words));
    words[sizeof(words) - 1] = '\0';
    verdict_input_init(&input);
    input.internal_failure = words;
    verdict_decide(&input, &result);
    assert_int_equal(strlen(result.reason), VERDICT_REASON_MAX - 1);
    input.internal_failure = NULL;
    input.run.syscall = 5;
    input.syscall_name = words;
    verdict_decide(&input, &result);
    assert_memory_equal(result.reason, "syscall:www", 11);
    assert_true(strlen(result.reason) < VERDICT_REASON_MAX);
}

static unsigned random_state;
static unsigned draw(unsigned below)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 8) % below;
}

/* Figures around every limit, in any combination. */
static void draw_input(struct verdict_input *input)
{
    static const int signals[] = {SIGSEGV, SIGKILL, SIGXCPU, SIGSYS};
    struct row row = {.label = "random"};

    row.end = (enum run_end)draw(RUN_ENDED_SYSCALL + 1);
    if (draw(2) == 0)
        row.end = RUN_ENDED_ITSELF;
    row.signal = draw(3) == 0 ? signals[draw(4)] : 0;
    row.status = draw(3) == 0 ? (int)draw(4) - 1 : 0;
    row.exec_errno = draw(12) == 0 ? ENOEXEC : 0;
    row.user = CPU / 2 + draw(3) - 1;
    row.system = CPU / 2;
    row.wall = WALL + draw(3) - 1;
    row.delay = draw(2) == 0 ? 0 : draw(3);
    row.memory = MEMORY + draw(3) - 1;
    row.capped = draw(3) == 0;
    row.oom = draw(12) == 0;
    row.host_oom = draw(24) == 0;
    row.is_sent = draw(3) == 0;
    row.pauses = draw(12) == 0;
    row.paused = row.pauses ? draw(3) : 0;
    row.ended_by_init = draw(24) == 0;
    row.refused = draw(3) == 0;
    row.memory_error = draw(6) == 0;
    row.tmpfs_full = draw(6) == 0;
    row.forks = draw(6) == 0;
    row.tasks = draw(6) == 0;
    row.tasks_seen = draw(6) == 0 ? TASKS - (int)draw(2) : 0;
    row.descriptors_seen = draw(6) == 0 ? 256 : 3;
    row.files_full = row.tmpfs_full && draw(2) == 0;
    row.output = OUTPUT + draw(3) - 1;
    row.image = draw(6) == 0 ? MEMORY + draw(2) : 0;
    row.call = draw(12) == 0 ? (int)draw(400) : 0;
    row.foreign = draw(24) == 0;
    row.check = (enum check_outcome)draw(CHECK_FAILED + 1);
    row.internal = draw(24) == 0 ? "grader_lost" : NULL;
    row.stage = draw(24) == 0 ? "clone" : NULL;
    input_of(&row, input);
}

/* What a reader would claim about AC, in one breath and without the table. */
static int deserves_acceptance(const struct verdict_input *in)
{
    const struct run_evidence *run = &in->run;
    int64_t counted = run->wall_us - run->run_delay_us - run->paused_us;

    return in->internal_failure == NULL && run->failed_stage[0] == '\0' &&
           run->end == RUN_ENDED_ITSELF && run->syscall < 0 && !run->foreign_abi &&
           run->oom_kills + run->host_oom_kills == 0 && in->image_kib <= MEMORY &&
           !(in->memory_is_capped && run->memory_kib > MEMORY) &&
           run->cpu_user_us + run->cpu_system_us <= CPU && counted <= WALL &&
           run->output_bytes <= OUTPUT && run->exec_errno == 0 && run->exit_status == 0 &&
           run->term_signal == 0 && in->check == CHECK_ACCEPTED;
}

/* Whether `reason` is one of `list`: words with capitals at their end stand for any text there. */
static int is_listed(const char *list, const char *reason)
{
    char copy[200], *rest = copy, *word;

    if (list[0] == '\0')
        return reason[0] == '\0';
    snprintf(copy, sizeof(copy), "%s", list);
    while ((word = strsep(&rest, " ")) != NULL) {
        size_t fixed = strcspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

        if (word[fixed] == '\0' ? strcmp(word, reason) == 0
                                : strncmp(word, reason, fixed) == 0 && reason[fixed] != '\0')
            return 1;
    }
    return 0;
}

static void test_random_figures(void **state)
{
    int accepted = 0;

    (void)state;
    random_state = 1;
    for (int i = 0; i < 50000; i++) {
        struct verdict_input input;
        struct verdict_result result;
        char text[VERDICT_TEXT_MAX];

        draw_input(&input);
        verdict_decide(&input, &result);
        assert_int_equal(result.verdict == VERDICT_AC, deserves_acceptance(&input));
        accepted += result.verdict == VERDICT_AC;
        assert_int_equal(result.verdict, rule_of(result.rule)->verdict);
        if (!is_listed(rule_of(result.rule)->reasons, result.reason))
            fail_msg("%s gives the reason \"%s\", which its list lacks", result.rule,
                     result.reason);
        if (input.internal_failure != NULL || input.run.failed_stage[0] != '\0')
            assert_int_equal(result.verdict, VERDICT_IE);
        /* what came from outside is never the submitter's */
        if (input.run.end == RUN_ENDED_ITSELF && input.run.term_signal == SIGKILL &&
            input.run.own_signals == 0 && !input.run.ended_by_init && result.verdict == VERDICT_RTE)
            fail_msg("a SIGKILL that nobody of ours sent is %s", result.reason);
        verdict_explain(&input, &result, text, sizeof(text));
        assert_true(text[0] != '\0' && strlen(text) < sizeof(text) - 1);
        assert_true(text[strlen(text) - 1] != '.' && strchr(text, '\n') == NULL);
    }
    assert_true(accepted > 20); /* the property was put to the test */
}

static void test_names(void **state)
{
    enum verdict verdict;

    (void)state;
    for (int i = 0; i < VERDICT_COUNT; i++) {
        assert_int_equal(verdict_parse(verdict_name((enum verdict)i), &verdict), 0);
        assert_int_equal(verdict, i);
        assert_true(strlen(verdict_words((enum verdict)i)) > 0);
    }
    verdict = VERDICT_SK;
    assert_int_equal(verdict_parse("ac", &verdict), -EINVAL);
    assert_int_equal(verdict_parse("", &verdict), -EINVAL);
    assert_int_equal(verdict, VERDICT_SK); /* untouched */
}

/* The page has a row "| R3a |" for each rule, and each reason and verdict in code quotes. */
static void test_docs_are_complete(void **state)
{
    struct buffer page = BUFFER_INIT;
    struct error err;
    char wanted[80];
    int fd = open(DOCS_VERDICTS, O_RDONLY | O_CLOEXEC);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &page, DOCS_VERDICTS, &err), 0);
    fd_close(&fd);
    for (int i = 0; i < VERDICT_COUNT; i++) {
        snprintf(wanted, sizeof(wanted), "`%s`", verdict_name((enum verdict)i));
        if (strstr(page.data, wanted) == NULL)
            fail_msg("docs/verdicts.md lacks %s", wanted);
    }
    for (size_t i = 0; i < verdict_rule_count; i++) {
        char list[200], *rest = list, *word;

        snprintf(wanted, sizeof(wanted), "| %s |", verdict_rules[i].id);
        if (strstr(page.data, wanted) == NULL)
            fail_msg("docs/verdicts.md lacks %s", wanted);
        snprintf(list, sizeof(list), "%s", verdict_rules[i].reasons);
        while ((word = strsep(&rest, " ")) != NULL && *word != '\0') {
            snprintf(wanted, sizeof(wanted), "`%s`", word);
            if (strstr(page.data, wanted) == NULL)
                fail_msg("docs/verdicts.md lacks %s", wanted);
        }
    }
    buffer_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_every_rule_is_needed),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_explanations),
        cmocka_unit_test(test_explanation_is_cut),
        cmocka_unit_test(test_long_reason_is_cut),
        cmocka_unit_test(test_random_figures),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_docs_are_complete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
