#include "runner/watched/modules/cpython_search.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As it was before any program: copies of the lists. */
static struct {
    PyObject *modules, *meta_path, *path_hooks;
    PyObject *library; /* sys.path without the program's folder */
} before;

static PyObject *items_of(const char *name, Py_ssize_t first)
{
    PyObject *list = PySys_GetObject(name);

    return list ? PySequence_GetSlice(list, first, PY_SSIZE_T_MAX) : NULL;
}

int search_settle(void)
{
    before.modules = PySys_GetObject("modules");
    before.meta_path = items_of("meta_path", 0);
    before.path_hooks = items_of("path_hooks", 0);
    before.library = items_of("path", 1);
    return before.modules && before.meta_path && before.path_hooks && before.library ? 0 : -1;
}

/* Without a call of what a program may have defined. */
static int is_same(PyObject *one, PyObject *other)
{
    return one == other || (PyUnicode_CheckExact(one) && PyUnicode_CheckExact(other) &&
                            PyUnicode_Compare(one, other) == 0);
}

/* Whether `items` stand in the list from `at` on. */
static int stand_at(PyObject *list, Py_ssize_t at, PyObject *items)
{
    Py_ssize_t count = PyList_Size(items);

    if (PyList_Size(list) - at < count)
        return 0;
    for (Py_ssize_t i = 0; i < count; i++)
        if (!is_same(PyList_GetItem(list, at + i), PyList_GetItem(items, i)))
            return 0;
    return 1;
}

/* What is added at the end comes too late for any module of the library. */
static int begins_as_before(const char *name, PyObject *items)
{
    PyObject *list = PySys_GetObject(name);

    return list && PyList_CheckExact(list) && stand_at(list, 0, items);
}

/* How long the name of the module is that an entry of a folder would be; 0: it is none. */
static size_t module_length(int folder, const char *entry)
{
    static const char *const endings[] = {".py", ".pyc", ".so"};
    const char *dot = strchr(entry, '.'), *last = strrchr(entry, '.');
    char inside[NAME_MAX + sizeof("/__init__.pyc")];

    for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
        if (strcmp(last, endings[i]) == 0)
            return (size_t)(dot - entry);
    for (size_t i = 0; !dot && i < sizeof(endings) / sizeof(endings[0]); i++) {
        snprintf(inside, sizeof(inside), "%s/__init__%s", entry, endings[i]);
        if (faccessat(folder, inside, F_OK, 0) == 0)
            return strlen(entry);
    }
    return 0;
}

static int note_entry(int folder, const char *entry, PyObject *hidden, PyObject *shadows)
{
    size_t length = module_length(folder, entry);
    PyObject *name;
    int failed = 0;

    if (length == 0)
        return 0;
    name = PyUnicode_DecodeUTF8(entry, (Py_ssize_t)length, "replace");
    if (!name || (PyDict_GetItem(hidden, name) && PySet_Add(shadows, name) < 0))
        failed = -1;
    Py_XDECREF(name);
    return failed;
}

/* 1: it is no folder, but something that may hold any module. */
static int note_folder(PyObject *path, PyObject *hidden, PyObject *shadows)
{
    PyObject *encoded = PyUnicode_EncodeFSDefault(path);
    const char *text = encoded ? PyBytes_AsString(encoded) : NULL;
    DIR *folder = text ? opendir(text[0] ? text : ".") : NULL;
    int result = text && !folder && errno == ENOTDIR;
    struct dirent *entry;

    PyErr_Clear(); /* no name of a file: nothing is found there */
    while (folder && result == 0 && (entry = readdir(folder)))
        result = note_entry(dirfd(folder), entry->d_name, hidden, shadows);
    if (folder)
        closedir(folder);
    Py_XDECREF(encoded);
    return result;
}

int search_changed(PyObject *hidden, PyObject *shadows)
{
    PyObject *path = PySys_GetObject("path");
    int result = 0;

    if (PySys_GetObject("modules") != before.modules ||
        !begins_as_before("meta_path", before.meta_path) ||
        !begins_as_before("path_hooks", before.path_hooks) || !path || !PyList_CheckExact(path))
        return 1;
    for (Py_ssize_t at = 0; result == 0 && !stand_at(path, at, before.library); at++) {
        if (at == PyList_Size(path))
            return 1;
        if (PyUnicode_Check(PyList_GetItem(path, at)))
            result = note_folder(PyList_GetItem(path, at), hidden, shadows);
    }
    return result;
}
