/* What a host has of a language: its version, and whether its interpreter can be watched. */
#ifndef JUDGE_VERSION_H
#define JUDGE_VERSION_H

#include "judge/grader/session.h"

/* What the language's version command prints (first line), asked once a session in a cell of its
 * own. Borrowed from the session. */
int grader_language_version(struct grader_session *session, const struct language *language,
                            const char **ret_version, struct error *err);

/* Whether there is a watched interpreter of the language's, tried: 1, or 0 and why not. */
int grader_watches(struct grader_session *session, const struct language *language,
                   struct error *why);

#endif
