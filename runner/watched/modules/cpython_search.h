/* Where imports look, against where they looked before any program: one who has changed that finds
 * what he put there, and not what was preloaded. */
#ifndef RUNNER_WATCHED_MODULES_CPYTHON_SEARCH_H
#define RUNNER_WATCHED_MODULES_CPYTHON_SEARCH_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

/* Before any program. -1 with an exception. */
int search_settle(void);

/* Whether imports look in other ways altogether: another sys.modules, finders or hooks before the
 * first ones, no path to the library, or an archive before it. Otherwise the names of `hidden` that
 * would be found in a folder before the library are put into the set `shadows`. -1 with an
 * exception. */
int search_changed(PyObject *hidden, PyObject *shadows);

#endif
