/* How large a submission may be, in bytes. The readers of files and the graders check the same
 * numbers, because a grader does not trust that its judge has checked them. */
#ifndef JUDGE_SIZE_LIMITS_H
#define JUDGE_SIZE_LIMITS_H

enum {
    SOURCE_SIZE_MAX = 1024 * 1024,     /* of a source text */
    IMAGE_SIZE_MAX = 64 * 1024 * 1024, /* of an executable */
    FILES_SIZE_MAX = 16 * 1024 * 1024, /* of several files together, packed or not */
};

#endif
