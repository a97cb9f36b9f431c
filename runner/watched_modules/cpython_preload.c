#include "runner/watched_modules/cpython_preload.h"

#include "runner/watched_modules/cpython_search.h"

#include <stdint.h>
#include <string.h>
#include <sys/random.h>

enum { TWISTER_WORDS = 624, TWISTERS_MAX = 4, DICT_MAX = 256 };

static struct {
    PyObject *names, *hidden, *brings, *caches, *filters, *find_and_load;
    PyObject *modules;   /* sys.modules; borrowed, and alive as long as this */
    PyObject *main_name; /* its key "__main__" */
    Py_ssize_t size;     /* how many it has before any program */
    /* name -> what sys.modules is after an import of it with no other before, but for __main__ */
    PyObject *whole;
    PyObject *given; /* what imports brought so far: tuples of names */
    size_t dict_size;
    uint32_t *twisters[TWISTERS_MAX];
    size_t twister_count;
} preload;

PyObject *preload_hide(PyObject *self, PyObject *args)
{
    (void)self;
    if (!PyArg_ParseTuple(args, "OO!O!O!O!O", &preload.names, &PyDict_Type, &preload.hidden,
                          &PyDict_Type, &preload.brings, &PyDict_Type, &preload.caches,
                          &PyList_Type, &preload.filters, &preload.find_and_load))
        return NULL;
    Py_INCREF(args); /* which holds them */
    Py_RETURN_NONE;
}

PyObject *preload_hidden(void)
{
    return preload.hidden;
}

/* ---- generators of random numbers ---- */

PyObject *preload_twister(PyObject *self, PyObject *args)
{
    enum { SIZE = TWISTER_WORDS * sizeof(uint32_t) };
    PyObject *holder, *size;
    const char *key;
    char *memory;
    Py_ssize_t key_size, room;

    (void)self;
    if (!PyArg_ParseTuple(args, "Oy#", &holder, &key, &key_size))
        return NULL;
    if (PyCapsule_IsValid(holder, "BitGenerator")) { /* numpy/random/bitgen.h */
        memory = *(char **)PyCapsule_GetPointer(holder, "BitGenerator");
        room = SIZE;
    } else {
        size = PyObject_CallMethod(holder, "__sizeof__", NULL);
        memory = (char *)holder;
        room = size ? PyLong_AsSsize_t(size) : -1;
        Py_XDECREF(size);
    }
    if (PyErr_Occurred())
        return NULL;
    for (; room >= SIZE && key_size == SIZE && preload.twister_count < TWISTERS_MAX;
         memory += sizeof(uint32_t), room -= (Py_ssize_t)sizeof(uint32_t))
        if (memcmp(memory, key, SIZE) == 0) {
            preload.twisters[preload.twister_count] = (uint32_t *)(void *)memory;
            return PyLong_FromSize_t(preload.twister_count++);
        }
    PyErr_SetString(PyExc_ValueError, "no state of a Mersenne twister");
    return NULL;
}

PyObject *preload_reseed(PyObject *self, PyObject *args)
{
    uint32_t *words;
    Py_ssize_t number;

    (void)self;
    if (!PyArg_ParseTuple(args, "n", &number))
        return NULL;
    if (number < 0 || (size_t)number >= preload.twister_count)
        return PyErr_Format(PyExc_ValueError, "no generator %zd", number);
    words = preload.twisters[number];
    if (getrandom(words, TWISTER_WORDS * sizeof(*words), 0) !=
        (ssize_t)(TWISTER_WORDS * sizeof(*words)))
        return PyErr_SetFromErrno(PyExc_OSError);
    words[0] = 0x80000000U; /* what every way of seeding leaves there: then not all are 0 */
    Py_RETURN_NONE;
}

/* ---- what an import leaves behind ---- */

PyObject *preload_show_filters(PyObject *self, PyObject *args)
{
    PyObject *warnings, *filters = NULL, *result = NULL;

    (void)self;
    (void)args;
    /* within `with warnings.catch_warnings()` they are in a list that only this one has */
    warnings = PyDict_GetItemString(preload.modules, "warnings");
    Py_XINCREF(warnings);
    if (!warnings)
        warnings = PyImport_ImportModule("_warnings");
    filters = warnings ? PyObject_GetAttrString(warnings, "filters") : NULL;
    if (filters && PyList_Size(preload.filters) > 0 &&
        PyList_SetSlice(filters, 0, 0, preload.filters) == 0)
        result = PyObject_CallMethod(warnings, "_filters_mutated", NULL);
    Py_XDECREF(filters);
    Py_XDECREF(warnings);
    if (PyErr_Occurred())
        return NULL;
    Py_XDECREF(result);
    /* they come once, with the first of `names` */
    if (PyList_SetSlice(preload.filters, 0, PyList_Size(preload.filters), NULL) < 0)
        return NULL;
    Py_RETURN_NONE;
}

static int show_caches(void)
{
    PyObject *cache = PySys_GetObject("path_importer_cache");

    return cache && PyDict_Check(cache) ? PyDict_Merge(cache, preload.caches, 0) : 0;
}

/* Two dicts change contents: all that they are beyond what every object is. */
static void swap(PyObject *one, PyObject *other)
{
    char bytes[DICT_MAX];
    size_t size = preload.dict_size - sizeof(PyObject);

    memcpy(bytes, (char *)one + sizeof(PyObject), size);
    memcpy((char *)one + sizeof(PyObject), (char *)other + sizeof(PyObject), size);
    memcpy((char *)other + sizeof(PyObject), bytes, size);
}

/* Whether the program has changed nothing in sys.modules. */
static int is_unchanged(PyObject *whole)
{
    PyObject *key, *module, *whole_key, *whole_module;
    Py_ssize_t at = 0, at_whole = 0;

    if (PyDict_Size(preload.modules) != preload.size)
        return 0;
    while (PyDict_Next(preload.modules, &at, &key, &module))
        if (!PyDict_Next(whole, &at_whole, &whole_key, &whole_module) || key != whole_key ||
            (module != whole_module && key != preload.main_name))
            return 0;
    return 1;
}

/* All modules at once: a dict that has them takes the place of what is in sys.modules, so that no
 * count of references changes, each of which is on a page of its own. 0 where there is none. */
static int put_whole(PyObject *name)
{
    PyObject *whole = PyDict_GetItem(preload.whole, name);
    PyObject *main;

    if (!whole || !is_unchanged(whole))
        return 0;
    main = PyDict_GetItem(preload.modules, preload.main_name);
    if (!main || PyDict_SetItem(whole, preload.main_name, main) < 0)
        return -1;
    swap(preload.modules, whole);
    return PyDict_DelItem(whole, preload.main_name) < 0 ? -1 : 1;
}

static int put_each(PyObject *names, PyObject *shadows)
{
    for (Py_ssize_t i = 0; i < PyTuple_Size(names); i++) {
        PyObject *name = PyTuple_GetItem(names, i);

        if (!PyDict_GetItem(preload.modules, name) && PySet_Contains(shadows, name) == 0 &&
            PyDict_SetItem(preload.modules, name, PyDict_GetItem(preload.hidden, name)) < 0)
            return -1;
    }
    return 0;
}

/* Whether an import would find other modules than these, of the program's own. */
static int finds_others(PyObject *names, PyObject *shadows)
{
    for (Py_ssize_t i = 0; i < PyTuple_Size(names); i++) {
        PyObject *name = PyTuple_GetItem(names, i);
        PyObject *module = PyDict_GetItem(preload.modules, name);

        if (PySet_Contains(shadows, name) ||
            (module && module != PyDict_GetItem(preload.hidden, name)))
            return 1;
    }
    return 0;
}

/* Whether an import has brought it before: if it is gone, the program wants another one. */
static int was_given(PyObject *name)
{
    for (Py_ssize_t i = 0; i < PyList_Size(preload.given); i++)
        if (PySequence_Contains(PyList_GetItem(preload.given, i), name))
            return 1;
    return 0;
}

static int act(PyObject *actions)
{
    for (Py_ssize_t i = 0; i < PyTuple_Size(actions); i++) {
        PyObject *function, *args, *keywords, *result;

        if (!PyArg_ParseTuple(PyTuple_GetItem(actions, i), "OO!O!", &function, &PyTuple_Type, &args,
                              &PyDict_Type, &keywords))
            return -1;
        result = PyObject_Call(function, args, keywords);
        if (!result)
            return -1;
        Py_DECREF(result);
    }
    return 0;
}

/* 1: there it is; 0: the import would find something else. */
static int restore(PyObject *name, PyObject *shadows)
{
    PyObject *brings = PyDict_GetItem(preload.brings, name);
    PyObject *names, *actions;
    int is_once, done = 0;

    if (!brings || !PyArg_ParseTuple(brings, "O!O!p", &PyTuple_Type, &names, &PyTuple_Type,
                                     &actions, &is_once))
        return -1;
    if (PyList_Size(preload.given) == 0 && PySet_Size(shadows) == 0)
        done = put_whole(name);
    if (done == 0 && (PySet_Contains(shadows, name) || (!is_once && finds_others(names, shadows))))
        return 0;
    if (done == 0)
        done = put_each(names, shadows);
    if (done < 0 || show_caches() < 0 || PyList_Append(preload.given, names) < 0)
        return -1;
    return act(actions) < 0 ? -1 : 1;
}

PyObject *preload_find_and_load(PyObject *self, PyObject *args)
{
    PyObject *name, *import, *module, *shadows;
    int done;

    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &name, &import))
        return NULL;
    if (!PyDict_GetItem(preload.hidden, name) || PyDict_GetItem(preload.modules, name) ||
        was_given(name))
        return PyObject_Call(preload.find_and_load, args, NULL);
    shadows = PySet_New(NULL);
    done = shadows ? search_changed(preload.hidden, shadows) : -1;
    if (done >= 0)
        done = done == 0 ? restore(name, shadows) : 0;
    Py_XDECREF(shadows);
    if (done < 0)
        return NULL;
    if (done == 0)
        return PyObject_Call(preload.find_and_load, args, NULL);
    module = PyDict_GetItem(preload.modules, name);
    Py_XINCREF(module);
    return module;
}

/* ---- before any program ---- */

/* NULL without an exception: `name` was there already. */
static PyObject *make_whole(PyObject *name)
{
    PyObject *brings = PyDict_GetItem(preload.brings, name);
    PyObject *names = brings ? PyTuple_GetItem(brings, 0) : NULL;
    PyObject *whole = names ? PyDict_New() : NULL, *key, *module;
    Py_ssize_t at = 0;

    while (whole && PyDict_Next(preload.modules, &at, &key, &module))
        if (PyDict_SetItem(whole, key, key == preload.main_name ? Py_None : module) < 0)
            return NULL;
    for (Py_ssize_t i = 0; whole && i < PyTuple_Size(names); i++) {
        key = PyTuple_GetItem(names, i);
        if (PyDict_SetItem(whole, key, PyDict_GetItem(preload.hidden, key)) < 0)
            return NULL;
    }
    return whole;
}

int preload_settle(PyObject *modules)
{
    PyObject *size, *key, *module;
    Py_ssize_t at = 0;

    preload.modules = modules;
    if (!preload.hidden)
        return 0;
    while (PyDict_Next(modules, &at, &key, &module))
        if (PyUnicode_CompareWithASCIIString(key, "__main__") == 0)
            preload.main_name = key;
    size = PyObject_GetAttrString((PyObject *)&PyDict_Type, "__basicsize__");
    preload.dict_size = size ? PyLong_AsSize_t(size) : 0;
    preload.size = PyDict_Size(modules);
    Py_XDECREF(size);
    preload.whole = PyDict_New();
    preload.given = PyList_New(0);
    if (search_settle() < 0 || !preload.main_name || !preload.whole || !preload.given ||
        PyErr_Occurred())
        return -1;
    for (Py_ssize_t i = 0; i < PySequence_Size(preload.names); i++) {
        PyObject *name = PySequence_GetItem(preload.names, i);
        PyObject *whole = name && preload.dict_size <= DICT_MAX ? make_whole(name) : NULL;

        if (PyErr_Occurred() || (whole && PyDict_SetItem(preload.whole, name, whole) < 0))
            return -1;
        Py_XDECREF(whole);
        Py_XDECREF(name);
    }
    return 0;
}
