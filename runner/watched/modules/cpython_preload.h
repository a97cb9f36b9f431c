/* What a watched CPython has preloaded (docs/watched.md): hidden from programs until one imports a
 * module of it, and then there with all that its import would have brought. A child pays for each
 * page that it writes, so nothing here touches an object that it can leave alone. */
#ifndef RUNNER_WATCHED_MODULES_CPYTHON_PRELOAD_H
#define RUNNER_WATCHED_MODULES_CPYTHON_PRELOAD_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

/* Methods of the module. Their callers are in cpython_rest.py. */

/* hide(names, hidden, brings, find_and_load): `names` were preloaded;
 * hidden: name -> module, of all that this loaded; a module's number is its place in there;
 * brings: name -> what its import brings: (the numbers, as bytes of 16-bit ones, in order; those
 * that do something to others: (number, what to call then: (function, args, keywords)...)...; what
 * goes into sys.path_importer_cache; whether some of it may refuse to be imported twice);
 * find_and_load: importlib's. Keeps all of it for ever. */
PyObject *preload_hide(PyObject *self, PyObject *args);

/* show_filters(list): puts them in front of the filters of warnings. */
PyObject *preload_show_filters(PyObject *self, PyObject *args);

/* In place of importlib's function of this name, which is left to do it where the program has done
 * something by which it would find others or tell somebody: sys.path, finders, modules that are
 * replaced or deleted, sources of its own with the same names, tracing. */
PyObject *preload_find_and_load(PyObject *self, PyObject *args);

/* twister(holder, key): finds the state of a Mersenne twister, whose 624 words are `key`, in the
 * memory of `holder`, an object or a numpy generator's capsule. Returns its number for reseed(), or
 * raises ValueError when it is not there. */
PyObject *preload_twister(PyObject *self, PyObject *args);

/* reseed(number): random words from the kernel, as after a seed() without argument. */
PyObject *preload_reseed(PyObject *self, PyObject *args);

/* What is preloaded, name -> module, borrowed; NULL: nothing. */
PyObject *preload_hidden(void);

/* Once `modules` (sys.modules) is what programs find, before the collector is told to leave alone
 * what is there. -1 with an exception. */
int preload_settle(PyObject *modules);

#endif
