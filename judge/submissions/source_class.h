/* What the public class of a Java source is called: javac wants the file to have its name. */
#ifndef JUDGE_SOURCE_CLASS_H
#define JUDGE_SOURCE_CLASS_H

#include "base/arena.h"

/* The name of the first public class, interface, enum or record outside of all braces in the file
 * `fd`, in `arena`; `otherwise` when there is none. Comments, strings and characters are passed
 * over. */
const char *source_class(int fd, struct arena *arena, const char *otherwise);

#endif
