#include "runner/watched/modules/cpython_preload.h"

#include "runner/watched/modules/cpython_search.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { TWISTER_WORDS = 624, TWISTERS_MAX = 4, DICT_MAX = 256, MODULES_MAX = 4096 };

/* Of what is preloaded. All are borrowed. */
struct item {
    PyObject *name, *module;
};

static struct {
    PyObject *names, *hidden, *brings, *find_and_load;
    struct item *items;   /* of `hidden`, in its order: the number of a module is its place here */
    PyObject *modules;    /* sys.modules; borrowed, and alive as long as this */
    PyObject *main_name;  /* its key "__main__" */
    PyObject *known;      /* what it has before any program */
    PyObject *import;     /* builtins.__import__ */
    PyObject *builtins;   /* borrowed */
    PyObject *tracers[2]; /* sys.gettrace and sys.getprofile */
    /* name -> what sys.modules is after an import of it with no other before, but for __main__ */
    PyObject *whole;
    size_t dict_size;
    uint32_t *twisters[TWISTERS_MAX];
    size_t twister_count;
} preload;

/* Of modules, by number: what this child has had of them. Apart, on a page of its own. */
enum { HIDDEN, SHOWN, NEW }; /* NEW: what its import does to others is still to be done */
static unsigned char states[MODULES_MAX];

PyObject *preload_hide(PyObject *self, PyObject *args)
{
    PyObject *name, *module;
    Py_ssize_t at = 0;
    size_t count = 0;

    (void)self;
    if (!PyArg_ParseTuple(args, "OO!O!O", &preload.names, &PyDict_Type, &preload.hidden,
                          &PyDict_Type, &preload.brings, &preload.find_and_load))
        return NULL;
    Py_INCREF(args); /* which holds them */
    if (PyDict_Size(preload.hidden) > MODULES_MAX)
        return PyErr_Format(PyExc_ValueError, "preloading brought more than %d modules",
                            MODULES_MAX);
    preload.items = calloc((size_t)PyDict_Size(preload.hidden) + 1, sizeof(*preload.items));
    if (!preload.items)
        return PyErr_NoMemory();
    while (PyDict_Next(preload.hidden, &at, &name, &module))
        preload.items[count++] = (struct item){name, module};
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
    PyObject *warnings, *added, *filters, *result = NULL;

    (void)self;
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &added))
        return NULL;
    warnings = PyDict_GetItemString(preload.modules, "warnings");
    if (!warnings)
        warnings = PyDict_GetItemString(preload.modules, "_warnings");
    filters = warnings ? PyObject_GetAttrString(warnings, "filters") : NULL;
    if (filters && PyList_SetSlice(filters, 0, 0, added) == 0)
        result = PyObject_CallMethod(warnings, "_filters_mutated", NULL);
    Py_XDECREF(filters);
    return result || PyErr_Occurred() ? result : Py_BuildValue("");
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

/* Whether the program has changed nothing in sys.modules, not even the order. */
static int is_unchanged(PyObject *whole)
{
    PyObject *key, *module, *whole_key, *whole_module;
    Py_ssize_t at = 0, at_whole = 0;

    if (PyDict_Size(preload.modules) != PyDict_Size(preload.known))
        return 0;
    while (PyDict_Next(preload.modules, &at, &key, &module))
        if (!PyDict_Next(whole, &at_whole, &whole_key, &whole_module) || key != whole_key ||
            (module != whole_module && key != preload.main_name))
            return 0;
    return 1;
}

/* What an import brings: modules, by number, in order; (number, actions) of those that do something
 * to others; what goes into sys.path_importer_cache; whether some of it may refuse to be imported a
 * second time. */
struct bringing {
    const uint16_t *numbers;
    size_t count;
    PyObject *actors, *caches;
    int is_once;
};

static int read_bringing(PyObject *brings, struct bringing *ret)
{
    const char *bytes;
    Py_ssize_t size;

    if (!PyArg_ParseTuple(brings, "y#O!O!p", &bytes, &size, &PyTuple_Type, &ret->actors,
                          &PyDict_Type, &ret->caches, &ret->is_once))
        return -1;
    ret->numbers = (const uint16_t *)(const void *)bytes;
    ret->count = (size_t)size / sizeof(*ret->numbers);
    return 0;
}

/* All modules at once: a dict that has them takes the place of what is in sys.modules, so that no
 * count of references changes, each of which is on a page of its own. */
static int put_whole(PyObject *whole)
{
    PyObject *main = PyDict_GetItem(preload.modules, preload.main_name);

    if (!main || PyDict_SetItem(whole, preload.main_name, main) < 0)
        return -1;
    swap(preload.modules, whole);
    return PyDict_DelItem(whole, preload.main_name);
}

static int put_each(const struct bringing *bringing, PyObject *shadows)
{
    for (size_t i = 0; i < bringing->count; i++) {
        const struct item *item = &preload.items[bringing->numbers[i]];

        if (PyDict_GetItem(preload.modules, item->name) || PySet_Contains(shadows, item->name) != 0)
            continue;
        if (PyDict_SetItem(preload.modules, item->name, item->module) < 0)
            return -1;
    }
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

/* `whole`: what sys.modules is to be, or NULL. */
static int restore(const struct bringing *bringing, PyObject *whole, PyObject *shadows)
{
    PyObject *cache = PySys_GetObject("path_importer_cache"), *actions;
    int number;

    if ((whole ? put_whole(whole) : put_each(bringing, shadows)) < 0)
        return -1;
    for (size_t i = 0; i < bringing->count; i++) {
        const struct item *item = &preload.items[bringing->numbers[i]];

        if (states[bringing->numbers[i]] == HIDDEN &&
            (whole || PyDict_GetItem(preload.modules, item->name) == item->module))
            states[bringing->numbers[i]] = NEW;
    }
    if (cache && PyDict_Check(cache) && PyDict_Merge(cache, bringing->caches, 0) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < PyTuple_Size(bringing->actors); i++) {
        if (!PyArg_ParseTuple(PyTuple_GetItem(bringing->actors, i), "iO!", &number, &PyTuple_Type,
                              &actions))
            return -1;
        if (states[number] == NEW && act(actions) < 0)
            return -1;
        states[number] = SHOWN;
    }
    return 0;
}

/* ---- whether an import would find the same ---- */

/* Whether nobody looks on: those would be told of each module. */
static int is_unseen(void)
{
    int unseen = PyDict_GetItemString(preload.builtins, "__import__") == preload.import;

    for (int i = 0; i < 2; i++) {
        PyObject *tracer = PyObject_CallObject(preload.tracers[i], NULL);

        unseen = unseen && tracer == Py_None;
        Py_XDECREF(tracer);
    }
    PyErr_Clear();
    return unseen;
}

/* Whether the modules that are there are those that were preloaded with, and the others would be.
 */
static int has_same_modules(const struct bringing *bringing, PyObject *shadows)
{
    PyObject *name, *module;
    Py_ssize_t at = 0;

    while (PyDict_Next(preload.known, &at, &name, &module))
        if (name != preload.main_name && PyDict_GetItem(preload.modules, name) != module)
            return 0;
    for (size_t i = 0; i < bringing->count; i++) {
        const struct item *item = &preload.items[bringing->numbers[i]];
        PyObject *now = PyDict_GetItem(preload.modules, item->name);

        if (now != (states[bringing->numbers[i]] == HIDDEN ? NULL : item->module) ||
            PySet_Contains(shadows, item->name) != 0)
            return 0;
    }
    return 1;
}

/* Whether none has been shown before: one that was deleted is loaded anew. */
static int is_all_hidden(const struct bringing *bringing)
{
    for (size_t i = 0; i < bringing->count; i++)
        if (states[bringing->numbers[i]] != HIDDEN)
            return 0;
    return 1;
}

/* 1: there it is; 0: an import would find something else, or be seen. */
static int bring(PyObject *name, const struct bringing *bringing, PyObject *shadows)
{
    PyObject *whole = PyDict_GetItem(preload.whole, name);
    int changed = search_changed(preload.hidden, shadows);

    /* its own number is the last */
    if (changed != 0 || states[bringing->numbers[bringing->count - 1]] != HIDDEN ||
        PySet_Contains(shadows, name) != 0)
        return changed < 0 ? -1 : 0;
    if (whole && !(PySet_Size(shadows) == 0 && is_unchanged(whole) && is_all_hidden(bringing)))
        whole = NULL;
    if (!bringing->is_once && !((whole || has_same_modules(bringing, shadows)) && is_unseen()))
        return 0;
    return restore(bringing, whole, shadows) < 0 ? -1 : 1;
}

PyObject *preload_find_and_load(PyObject *self, PyObject *args)
{
    PyObject *name, *import, *module, *brings, *shadows;
    struct bringing bringing;
    int done;

    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &name, &import))
        return NULL;
    brings = PyDict_GetItem(preload.brings, name);
    if (!brings || PyDict_GetItem(preload.modules, name))
        return PyObject_Call(preload.find_and_load, args, NULL);
    shadows = PySet_New(NULL);
    done = shadows && read_bringing(brings, &bringing) == 0 ? bring(name, &bringing, shadows) : -1;
    Py_XDECREF(shadows);
    if (done <= 0)
        return done < 0 ? NULL : PyObject_Call(preload.find_and_load, args, NULL);
    module = PyDict_GetItem(preload.modules, name);
    Py_XINCREF(module);
    return module;
}

/* ---- before any program ---- */

/* NULL without an exception: `name` was there already. */
static PyObject *make_whole(PyObject *name)
{
    PyObject *brings = PyDict_GetItem(preload.brings, name);
    PyObject *whole = brings ? PyDict_New() : NULL, *key, *module;
    struct bringing bringing;
    Py_ssize_t at = 0;

    if (!whole || read_bringing(brings, &bringing) < 0)
        return NULL;
    while (PyDict_Next(preload.modules, &at, &key, &module))
        if (PyDict_SetItem(whole, key, key == preload.main_name ? Py_None : module) < 0)
            return NULL;
    for (size_t i = 0; i < bringing.count; i++) {
        const struct item *item = &preload.items[bringing.numbers[i]];

        if (PyDict_SetItem(whole, item->name, item->module) < 0)
            return NULL;
    }
    return whole;
}

static int make_wholes(void)
{
    preload.whole = PyDict_New();
    for (Py_ssize_t i = 0; preload.whole && i < PySequence_Size(preload.names); i++) {
        PyObject *name = PySequence_GetItem(preload.names, i);
        PyObject *whole = name && preload.dict_size <= DICT_MAX ? make_whole(name) : NULL;

        if (PyErr_Occurred() || (whole && PyDict_SetItem(preload.whole, name, whole) < 0))
            return -1;
        Py_XDECREF(whole);
        Py_XDECREF(name);
    }
    return preload.whole ? 0 : -1;
}

/* How imports are done. */
static int note_importing(void)
{
    static const char *const tracers[] = {"gettrace", "getprofile"};

    preload.builtins = PyEval_GetBuiltins();
    preload.import = PyDict_GetItemString(preload.builtins, "__import__");
    Py_XINCREF(preload.import);
    for (int i = 0; i < 2; i++) {
        preload.tracers[i] = PySys_GetObject(tracers[i]);
        Py_XINCREF(preload.tracers[i]);
        if (!preload.tracers[i])
            return -1;
    }
    return preload.import ? 0 : -1;
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
    Py_XDECREF(size);
    preload.known = PyDict_Copy(modules);
    if (!preload.main_name || !preload.known || PyErr_Occurred() || note_importing() < 0 ||
        search_settle() < 0)
        return -1;
    return make_wholes();
}
