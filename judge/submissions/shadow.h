/* What of a submission would be found in the place of a file that the problem lays over it. A file
 * of the same path is replaced by it anyway; but compilers and interpreters find a module by its
 * name without an extension, and many of them take something else first: Python a package or an
 * extension module, Perl a .pmc, Node.js a file without an extension, a C compiler a precompiled
 * header. What is found so would run as if it were the problem's, so it is left out.
 *
 * Pure: a table and names, no file is looked at. */
#ifndef JUDGE_SHADOW_H
#define JUDGE_SHADOW_H

/* Whether the submission's file `path` could be found where `include` (a file name, which lies in
 * `folder`: "" or a path that ends in a slash) is meant. A file that only has a similar name, as a
 * header and its implementation have, is none. The path of the include itself is none either. */
int shadow_hides(const char *path, const char *folder, const char *include);

#endif
