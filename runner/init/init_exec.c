/* A program by exec: a child that stands by, under all of its limits, for the order that says what
 * to become. */
#include "runner/init/init_exec.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Puts /dev/null back where the program's pipes are, so that only the program holds them. */
static void take_back_descriptors(const struct init *init, int count)
{
    for (int fd = 0; fd < count; fd++)
        if (dup3(init->null, fd, fd < 3 ? 0 : O_CLOEXEC) < 0)
            init_leave();
}

/* In the child. */
static void say_standby(struct spawn *spawn)
{
    const struct msg_plain message = {.kind = MSG_INIT_STANDBY};

    struct run *run = spawn->arg;

    init_send(run->init, &message, sizeof(message), &spawn->pidfd, 1);
    run->is_announced = 1;
}

/* In the child, which is under the filter already. */
static int await_order(struct spawn *spawn)
{
    static char *argv[ARGV_MAX + 1];
    const struct run *run = spawn->arg;
    struct text text;

    init_receive(run->init);
    if (init_inbox.kind != MSG_INIT_RUN)
        return 0;
    if (init_inbox.size < sizeof(init_inbox.run) || init_inbox.fd_count < 3 ||
        init_inbox.fd_count > SPAWN_DESCRIPTORS || init_inbox.run.argc > ARGV_MAX)
        init_leave();
    text = (struct text){init_inbox.bytes + sizeof(init_inbox.run),
                         init_inbox.bytes + init_inbox.size};
    for (uint32_t i = 0; i < init_inbox.run.argc; i++)
        argv[i] = (char *)text_next(&text);
    argv[init_inbox.run.argc] = NULL;
    spawn->argv = argv;
    memcpy(spawn->descriptors, init_inbox.fds, init_inbox.fd_count * sizeof(int));
    spawn->descriptor_count = (int)init_inbox.fd_count;
    return argv[0] != NULL;
}

/* Everything up to the program's first instruction, or to the message that is not for it. */
static void start(struct init *init, struct run *run)
{
    struct spawn *spawn = &run->spawn;
    int failed;

    if (init_run_furnish(init, run) == 0) {
        init_reset_pids(init, "1"); /* each program is number 2 */
        failed = spawn_program(spawn);
        if (failed < 0)
            init_run_fail(run, "clone", -failed);
        take_back_descriptors(init, spawn->descriptor_count);
    }
    fd_close(&spawn->ruleset);
}

/* A run that failed before there was a child that could hear the order: it is answered here. */
static void answer_failure(const struct init *init, struct run *run)
{
    const struct msg_plain standby = {.kind = MSG_INIT_STANDBY};

    if (!run->is_announced)
        init_send(init, &standby, sizeof(standby), NULL, 0);
    if (init_inbox.size == 0)
        init_receive(init);
    if (init_inbox.kind != MSG_INIT_RUN)
        return;
    init_drop_message();
    init_run_report(init, run);
}

/* Of a run that had its order, whatever became of it. */
static void end(struct init *init, struct run *run)
{
    init_drop_message();
    if (!run->spawn.failed_stage && !init_run_watch(init, run))
        init_leave();
    init_run_end(init, run);
}

/* Of one that had none: another message came, or the child failed. */
static void give_up(struct init *init, struct run *run)
{
    /* a child that is gone without a word was killed by somebody outside */
    if (!run->spawn.failed_stage && init_inbox.size == 0)
        init_run_fail(run, "standby", ECHILD);
    init_reap_all(init);
    if (run->spawn.failed_stage)
        answer_failure(init, run);
}

/* From the preparation to the end of the run, if it comes to one. */
void init_exec_run(struct init *init)
{
    int join[CGROUP_JOIN_MAX];
    struct run run;
    size_t fd_count;

    init_run_begin(init, &run, join, &fd_count);
    run.spawn.standby = say_standby;
    run.spawn.await = await_order;
    run.spawn.arg = &run;
    start(init, &run);
    for (size_t i = 0; i < fd_count; i++)
        close(join[i]);
    if (run.spawn.has_order)
        end(init, &run);
    else
        give_up(init, &run);
    init_release_tmp(init);
    fd_close(&run.spawn.pidfd);
    /* last: it makes work for the kernel, which the runner need not wait behind */
    fd_close(&run.spawn.listener);
}
