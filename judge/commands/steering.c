#include "judge/commands/steering.h"

#include "base/log.h"
#include "base/memory.h"
#include "judge/commands/command.h"
#include "judge/commands/lookup.h"
#include "judge/languages/language.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

error_t steering_parse(int key, char *arg, struct argp_state *state)
{
    struct steering *steering = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        steering->reason = "";
        return 0;
    case STEERING_DB:
        steering->database = arg;
        return 0;
    case 'p':
        steering->problem = arg;
        return 0;
    case 'l':
        steering->language = arg;
        return 0;
    case 'r':
        steering->reason = arg;
        return 0;
    case ARGP_KEY_ARGS:
        if (!steering->takes_ids)
            argp_error(state, "expected no argument, found \"%s\"", state->argv[state->next]);
        steering->ids = state->argv + state->next;
        steering->count = (size_t)(state->argc - state->next);
        for (size_t i = 0; i < steering->count; i++)
            command_number("ID", steering->ids[i], 1, 1LL << 62, state);
        return 0;
    case ARGP_KEY_END:
        if (steering->takes_ids && steering->count == 0 && !steering->problem)
            argp_error(state, "expected at least one submission's id");
        if (steering->problem && (steering->language || steering->count > 0))
            argp_error(state, "expected one of a problem, a language and submissions");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int steering_each(const struct steering *steering, steering_act *act, const char *words)
{
    int code = EXIT_DONE;
    size_t failed = 0;
    struct store *store;
    struct error err;

    if (store_open(command_database(steering->database), 0, &store, &err) < 0)
        return command_fail(&err);
    for (size_t i = 0; i < steering->count; i++) {
        int64_t id = strtoll(steering->ids[i], NULL, 10);
        int result = act(store, id, steering, &err);

        if (result == 0) {
            printf("submission %lld %s\n", (long long)id, words);
            continue;
        }
        failed++;
        if (result != -ENOENT && result != -EALREADY && result != -EBUSY) {
            code = command_fail(&err);
            break;
        }
        log_warning("%s", err.text);
        if (result == -ENOENT && code == EXIT_DONE)
            code = EXIT_NOT_FOUND;
        else if (result != -ENOENT)
            code = EXIT_USAGE;
    }
    if (failed > 0 && failed < steering->count && code != EXIT_INTERNAL)
        code = EXIT_PARTIAL;
    store_ring(store);
    store_close(store);
    return code;
}

int steering_open(const struct steering *steering, struct store **ret_store, const char **ret_kind,
                  char **ret_name, struct error *err)
{
    const struct language *language = steering->language ? language_find(steering->language) : NULL;
    struct store *store;
    char *name = NULL;

    if (store_open(command_database(steering->database), 0, &store, err) < 0)
        return err->code;
    if (steering->problem) {
        *ret_kind = "problem";
        if (lookup_problem(store, steering->problem, &name, err) < 0) {
            store_close(store);
            return err->code;
        }
    } else {
        *ret_kind = steering->language ? "language" : "all";
        name = memory_strdup(language             ? language->name
                             : steering->language ? steering->language
                                                  : "");
    }
    *ret_store = store;
    *ret_name = name;
    return 0;
}
