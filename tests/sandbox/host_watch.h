/* What the host must not notice of an attack: files, objects, groups and sockets that are watched
 * while attacks run, and bait for them.
 *
 *     host_watch_open(&watch);            before the runner's parent starts
 *     host_watch_note(&watch);            before an attack
 *     host_watch_check(&watch, &lab);     afterwards
 *     host_watch_close(&watch);
 *
 * What is found fails the cmocka test.
 */
#ifndef TESTS_SANDBOX_HOST_WATCH_H
#define TESTS_SANDBOX_HOST_WATCH_H

#include "base/buffer.h"
#include "tests/runner/lab.h"

enum { HOST_SOCKETS = 4, HOST_SECRETS = 4 };

struct host_watch {
    char folder[32];
    char paths[HOST_SECRETS][64];   /* canary, secret, answer, database */
    char secrets[HOST_SECRETS][40]; /* what is in them: random */
    char socket_path[64], socket_name[40], port[8];
    int sockets[HOST_SOCKETS]; /* TCP and UDP on `port`, the path, the abstract name */
    struct buffer mounts, names;
};

void host_watch_open(struct host_watch *watch);
void host_watch_close(struct host_watch *watch);
void host_watch_note(struct host_watch *watch);
void host_watch_check(struct host_watch *watch, const struct lab *lab);
/* None of the secrets is among these bytes. */
void host_watch_check_bytes(const struct host_watch *watch, const void *bytes, size_t size);
/* What stands for a word of the attacks' arguments (attack_table.h), or the word itself. */
const char *host_watch_argument(const struct host_watch *watch, const char *word);

#endif
