/* assay: the table of commands. */
#include "base/crash_point.h"
#include "judge/commands/command.h"
#include "judge/commands/help.h"
#include "judge/report/result.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &cmd_grade,   &cmd_run,    &cmd_check,   &cmd_verify, &cmd_init,    &cmd_submit, &cmd_judge,
    &cmd_list,    &cmd_show,   &cmd_note,    &cmd_report, &cmd_rejudge, &cmd_cancel, &cmd_hold,
    &cmd_release, &cmd_pause,  &cmd_resume,  &cmd_status, &cmd_stats,   &cmd_doctor, &cmd_languages,
    &cmd_config,  &cmd_grader, &cmd_problem, &cmd_db,
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static int print_help(FILE *stream)
{
    fprintf(stream, "usage: assay COMMAND [OPTION...] [ARGUMENT...]\n\n"
                    "An online-judge grading backend: runs programs in cells, records verdicts.\n\n"
                    "commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i]->hidden)
            fprintf(stream, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(stream, "\n`assay help COMMAND` says more; --version prints the version.\n"
                    "exit codes: 0 done (and accepted), 1 graded but not all accepted, 2 usage or "
                    "bad problem,\n  3 internal error, 4 not found, 5 partial batch\n");
    return stream == stdout ? EXIT_DONE : EXIT_USAGE;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(name, commands[i]->name) == 0)
            return commands[i];
    }
    return NULL;
}

static int refuse(const char *name)
{
    const char *names[COMMAND_COUNT + 2] = {"help"};
    size_t count = 1;

    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i]->hidden)
            names[count++] = commands[i]->name;
    }
    help_refuse_command(name, names);
    return EXIT_USAGE;
}

/* `assay help [COMMAND]` */
static int help(int argc, char **argv)
{
    const struct command *command;
    char option[] = "--help";
    char *arguments[] = {NULL, option, NULL};

    if (argc < 2 || strcmp(argv[1], "help") == 0 || argv[1][0] == '-')
        return print_help(stdout);
    command = find(argv[1]);
    return command ? command_run(command, 2, arguments) : refuse(argv[1]);
}

static int is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(text, *words) == 0)
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const helps[] = {"help", "--help", "-h", "-?", NULL};
    static const char *const versions[] = {"--version", "-V", "version", NULL};
    const struct command *command;

    crash_points_open();
    crash_set_role(argc > 1 && strcmp(argv[1], "grader") == 0 ? "grader" : "judge");
    result_check_memory();
    signal(SIGPIPE, SIG_IGN); /* the runner's parent sets it back before any program runs */
    command_watch_output();
    if (argc < 2)
        return print_help(stderr);
    if (is_one_of(argv[1], helps))
        return help(argc - 1, argv + 1);
    if (is_one_of(argv[1], versions)) {
        puts("assay " ASSAY_VERSION);
        return EXIT_DONE;
    }
    command = find(argv[1]);
    return command ? command_run(command, argc - 1, argv + 1) : refuse(argv[1]);
}
