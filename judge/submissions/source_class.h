/* Finds the name of a Java source's public class: javac wants the file to have this name. */
#ifndef JUDGE_SOURCE_CLASS_H
#define JUDGE_SOURCE_CLASS_H

#include "base/arena.h"

/* The name of the first public class, interface, enum or record outside of all braces in the file
 * `fd`, in `arena`; `otherwise` when there is none. The search skips comments, strings and
 * characters. */
const char *source_class(int fd, struct arena *arena, const char *otherwise);

#endif
