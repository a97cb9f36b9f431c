/* assay: the table of commands. */
#include "judge/commands/command.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &cmd_grade, &cmd_run,  &cmd_check,   &cmd_verify, &cmd_init,   &cmd_submit,    &cmd_judge,
    &cmd_list,  &cmd_show, &cmd_rejudge, &cmd_stats,  &cmd_doctor, &cmd_languages, &cmd_grader,
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *stream)
{
    fprintf(stream, "usage: assay COMMAND [OPTION...] [ARGUMENT...]\n\n"
                    "An online-judge grading backend: runs programs in cells, records verdicts.\n\n"
                    "commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!commands[i]->hidden)
            fprintf(stream, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
    }
    fprintf(stream,
            "\n`assay COMMAND --help` says more; --version prints the version.\n"
            "exit codes: 0 done (and accepted), 1 graded but not all accepted, 2 usage or bad "
            "problem,\n  3 internal error, 4 not found, 5 partial batch\n");
}

int main(int argc, char **argv)
{
    static char program[64];

    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("assay " ASSAY_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i]->name) != 0)
            continue;
        snprintf(program, sizeof(program), "assay %s", commands[i]->name);
        log_setup(program, LOG_LEVEL_WARNING, 0);
        argv[1] = program;
        program_invocation_name = program;
        return commands[i]->run(argc - 1, argv + 1);
    }
    fprintf(stderr, "assay: there is no command \"%s\"; `assay --help` lists them\n", argv[1]);
    return EXIT_USAGE;
}
