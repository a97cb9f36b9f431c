/* The module of a watched CPython (cpython.py loads it; docs/watched.md). Limited API: one build
 * serves every CPython from 3.8 on.
 *
 * serve() is an exception hook, so no Python frame is below it. In a child it does what the
 * interpreter does with a program (pymain_run_file and on, Modules/main.c) and what it does at its
 * end (Py_FinalizeEx, Python/pylifecycle.c), in that order and as far as a program can tell. What
 * it leaves out is taking down the interpreter's own modules and objects, which no program sees and
 * which costs more than most programs. */
#include "runner/watched/modules/cpython_preload.h"

#include "runner/watched/watched.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What was there before any program: borrowed for ever. */
static struct {
    PyObject *main;     /* the dict of __main__ */
    PyObject *sys;      /* the dict of sys */
    PyObject *modules;  /* sys.modules */
    PyObject *known;    /* name -> module, of the interpreter's own */
    PyObject *contents; /* name -> a copy of the module's dict */
    PyObject *hidden;   /* name -> module, of what was preloaded; NULL: nothing */
    PyObject *hidden_contents;
    PyObject *source; /* where programs lie: sys.argv[0] */
    PyObject *loads, *dumps, *compile;
    PyObject *collect, *gc_enabled, *gc_callbacks;
    PyObject *thread_count, *audit;
    PyObject *is_plain; /* tells of code whether its end can be told (cpython_rest.py) */
    long version;       /* sys.hexversion */
    /* PyErr_FormatUnraisable, which 3.13 has, or NULL */
    void (*format_unraisable)(const char *format, ...);
    PyObject *builtins; /* its dict; and what that is put back to at the end */
    PyObject *first_builtins;
    PyObject *set_handler; /* signal.signal */
    void (*handler)(int);  /* of every signal that Python code handles */
} base;

/* ---- starting ---- */

static PyObject *fail_from(const struct error *err)
{
    PyErr_SetString(PyExc_OSError, err->text);
    return NULL;
}

static PyObject *boot(PyObject *self, PyObject *args)
{
    const char *const *names;
    struct error err;
    PyObject *list;

    (void)self;
    (void)args;
    if (watched_boot(&names, &err) < 0)
        return fail_from(&err);
    list = PyList_New(0);
    for (; list && *names; names++) {
        PyObject *name = PyUnicode_FromString(*names);

        if (!name || PyList_Append(list, name) < 0)
            Py_CLEAR(list);
        Py_XDECREF(name);
    }
    return list;
}

/* rest(): the source that prepares the rest. */
static PyObject *rest(PyObject *self, PyObject *args)
{
    extern const char cpython_rest[]; /* cpython_rest.S */

    (void)self;
    (void)args;
    return PyUnicode_FromString(cpython_rest);
}

static PyObject *ready(PyObject *self, PyObject *args)
{
    struct error err;
    char *text;

    (void)self;
    if (!PyArg_ParseTuple(args, "s", &text))
        return NULL;
    if (watched_ready(text, &err) < 0)
        return fail_from(&err);
    Py_RETURN_NONE;
}

/* name -> a copy of the dict, of these modules. */
static PyObject *contents_of(PyObject *modules)
{
    PyObject *contents = PyDict_New(), *name, *module;
    Py_ssize_t at = 0;

    while (contents && PyDict_Next(modules, &at, &name, &module)) {
        PyObject *dict = PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
        PyObject *copy = dict ? PyDict_Copy(dict) : NULL;

        if (copy && PyDict_SetItem(contents, name, copy) < 0)
            Py_CLEAR(contents);
        Py_XDECREF(copy);
    }
    return contents;
}

/* A new reference to an attribute of a module that need not be in sys.modules. */
static PyObject *attribute_of(const char *module, const char *name)
{
    PyObject *found = PyImport_ImportModule(module);
    PyObject *attribute = found ? PyObject_GetAttrString(found, name) : NULL;

    Py_XDECREF(found);
    return attribute;
}

/* The same, with a module that was not loaded gone again from where programs look. */
static PyObject *hidden_attribute_of(const char *module, const char *name)
{
    int was_there = PyDict_GetItemString(base.modules, module) != NULL;
    PyObject *attribute = attribute_of(module, name);

    if (!was_there && PyDict_DelItemString(base.modules, module) < 0)
        PyErr_Clear();
    return attribute;
}

static const char *const streams[][2] = {
    {"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};

static int note_contents(void)
{
    base.hidden = preload_hidden();
    base.hidden_contents = base.hidden ? contents_of(base.hidden) : NULL;
    if (base.hidden && !base.hidden_contents)
        return -1;
    base.known = PyDict_Copy(base.modules);
    if (base.known && PyDict_DelItemString(base.known, "__main__") < 0)
        return -1;
    base.contents = base.known ? contents_of(base.known) : NULL;
    /* nothing here holds the streams: what is left in one is written when it goes */
    for (size_t i = 0; base.contents && i < 3; i++) {
        PyObject *sys = PyDict_GetItemString(base.contents, "sys");

        if (!sys || PyDict_DelItemString(sys, streams[i][0]) < 0 ||
            PyDict_DelItemString(sys, streams[i][1]) < 0)
            return -1;
    }
    if (!base.contents || PyErr_Occurred())
        return -1;
    /* a run that imports one of them has it from here, and need not take it down either */
    return base.hidden ? PyDict_Merge(base.known, base.hidden, 0) : 0;
}

/* The interpreter keeps its builtins as they were before io and site added to them. */
static int note_builtins(void)
{
    static const char *const added[] = {"open", "quit",    "exit",    "copyright",
                                        "help", "credits", "license", "_"};
    PyObject *module = PyDict_GetItemString(base.modules, "builtins");

    base.builtins = module ? PyModule_GetDict(module) : NULL;
    base.first_builtins = base.builtins ? PyDict_Copy(base.builtins) : NULL;
    if (!base.first_builtins)
        return -1;
    for (size_t i = 0; i < sizeof(added) / sizeof(added[0]); i++)
        if (PyDict_DelItemString(base.first_builtins, added[i]) < 0)
            PyErr_Clear();
    return 0;
}

/* The traces of how it came to this. */
static void forget_start(void)
{
    static const char *const left[] = {"last_type", "last_value", "last_traceback", "last_exc"};
    PyObject *hook = PyDict_GetItemString(base.sys, "__excepthook__");

    PyDict_SetItemString(base.sys, "excepthook", hook);
    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
        if (PyDict_DelItemString(base.sys, left[i]) < 0)
            PyErr_Clear();
}

/* A __main__ that nothing of the start's holds, and that the collector does not pass over. */
static int renew_main(PyObject *old)
{
    PyObject *fresh = PyModule_New("__main__");
    PyObject *dict = fresh ? PyModule_GetDict(fresh) : NULL;
    PyObject *key, *value;
    Py_ssize_t at = 0;

    /* one by one: then it has as much room as one that has grown */
    while (dict && PyDict_Next(PyModule_GetDict(old), &at, &key, &value))
        if (PyDict_SetItem(dict, key, value) < 0)
            return -1;
    if (!dict || PyDict_SetItemString(base.modules, "__main__", fresh) < 0)
        return -1;
    base.main = dict;
    Py_DECREF(fresh); /* sys.modules has it */
    return 0;
}

static int note_base(void)
{
    struct sigaction interrupt;
    PyObject *sys = PyImport_ImportModule("sys");
    PyObject *main = PyImport_ImportModule("__main__");
    PyObject *freeze;

    base.sys = sys ? PyModule_GetDict(sys) : NULL;
    base.main = main ? PyModule_GetDict(main) : NULL;
    base.modules = base.sys ? PyDict_GetItemString(base.sys, "modules") : NULL;
    if (!base.modules || !base.main)
        return -1;
    forget_start();
    if (sigaction(SIGINT, NULL, &interrupt) < 0 || interrupt.sa_handler == SIG_IGN)
        return -1;
    base.handler = interrupt.sa_handler; /* of KeyboardInterrupt */
    base.source = PyDict_GetItemString(base.main, "__file__");
    Py_XINCREF(base.source);
    base.loads = attribute_of("marshal", "loads");
    base.dumps = attribute_of("marshal", "dumps");
    base.compile = attribute_of("builtins", "compile");
    base.collect = hidden_attribute_of("gc", "collect");
    base.gc_enabled = hidden_attribute_of("gc", "isenabled");
    base.gc_callbacks = hidden_attribute_of("gc", "callbacks");
    base.thread_count = attribute_of("_thread", "_count");
    base.audit = attribute_of("sys", "audit");
    base.set_handler = hidden_attribute_of("_signal", "signal");
    base.version = PyLong_AsLong(PyDict_GetItemString(base.sys, "hexversion"));
    if (base.version >= 0x030d0000)
        *(void **)&base.format_unraisable = dlsym(RTLD_DEFAULT, "PyErr_FormatUnraisable");
    freeze = hidden_attribute_of("gc", "freeze");
    if (note_contents() < 0 || !base.source || !base.loads || !base.dumps || !base.compile ||
        !base.collect || !base.gc_enabled || !base.gc_callbacks || !base.thread_count ||
        !base.audit || !base.set_handler || note_builtins() < 0 || !freeze ||
        preload_settle(base.modules) < 0)
        return -1;
    /* collections in children leave what is here alone, and its pages shared */
    Py_XDECREF(PyObject_CallObject(base.collect, NULL));
    Py_XDECREF(PyObject_CallObject(freeze, NULL));
    if (PyErr_Occurred() || renew_main(main) < 0)
        return -1;
    /* which makes it as old as at the start of a program: of the generation between */
    Py_XDECREF(PyObject_CallFunction(base.collect, "i", 0));
    return PyErr_Occurred() ? -1 : 0;
}

/* ---- the end ---- */

static void call(PyObject *function)
{
    PyObject *result = function ? PyObject_CallObject(function, NULL) : NULL;

    if (!result)
        PyErr_WriteUnraisable(function);
    Py_XDECREF(result);
}

static void call_in(const char *module, const char *name)
{
    PyObject *found = PyDict_GetItemString(base.modules, module);
    PyObject *function;

    if (!found)
        return;
    function = PyObject_GetAttrString(found, name);
    if (!function)
        PyErr_WriteUnraisable(found);
    else
        call(function);
    Py_XDECREF(function);
}

/* What could not be raised, in the words of this version. */
static void write_unraisable(const char *text, PyObject *object)
{
    if (base.format_unraisable)
        base.format_unraisable("%s", text);
    else
        PyErr_WriteUnraisable(object);
}

static int is_closed(PyObject *stream)
{
    PyObject *closed = PyObject_GetAttrString(stream, "closed");
    int result = closed ? PyObject_IsTrue(closed) : 0;

    Py_XDECREF(closed);
    PyErr_Clear();
    return result > 0;
}

/* 0, or -1 when it could not be written; `is_loud`: and then it is said. */
static int flush_stream(const char *name, int is_loud)
{
    PyObject *stream = PyDict_GetItemString(base.sys, name);
    PyObject *result;

    if (!stream || stream == Py_None || is_closed(stream))
        return 0;
    Py_INCREF(stream);
    result = PyObject_CallMethod(stream, "flush", NULL);
    if (!result && is_loud)
        write_unraisable("Exception ignored on flushing sys.stdout", stream);
    PyErr_Clear();
    Py_DECREF(stream);
    Py_XDECREF(result);
    return result ? 0 : -1;
}

/* flush_io, Python/pythonrun.c: whatever came of the program. */
static void flush_quietly(void)
{
    PyObject *type, *value, *trace;

    PyErr_Fetch(&type, &value, &trace);
    flush_stream("stderr", 0);
    flush_stream("stdout", 0);
    PyErr_Restore(type, value, trace);
}

/* flush_std_files */
static int flush_streams(void)
{
    int out = flush_stream("stdout", 1);
    int err = flush_stream("stderr", 0);

    return out < 0 || err < 0 ? -1 : 0;
}

static void set_none(PyObject *dict, const char *name)
{
    if (PyDict_SetItemString(dict, name, Py_None) < 0)
        PyErr_WriteUnraisable(NULL);
}

/* finalize_modules_delete_special */
static void drop_special(void)
{
    static const char *const names[] = {
        "path",       "argv",           "ps1",      "ps2",        "last_type",
        "last_value", "last_traceback", "last_exc", "path_hooks", "path_importer_cache",
        "meta_path"};
    PyObject *builtins = PyDict_GetItemString(base.modules, "builtins");

    if (builtins && PyModule_Check(builtins))
        set_none(PyModule_GetDict(builtins), "_");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        set_none(base.sys, names[i]);
    for (size_t i = 0; i < 3; i++) {
        PyObject *original = PyDict_GetItemString(base.sys, streams[i][1]);

        if (PyDict_SetItemString(base.sys, streams[i][0], original ? original : Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
    }
}

/* _PyModule_ClearDict: first names with one underscore, then the others. */
static void clear_dict(PyObject *dict)
{
    for (int pass = 0; pass < 2; pass++) {
        PyObject *key, *value;
        Py_ssize_t at = 0;

        while (PyDict_Next(dict, &at, &key, &value)) {
            PyObject *name = value != Py_None && PyUnicode_Check(key)
                                 ? PyUnicode_AsEncodedString(key, "utf-8", "surrogatepass")
                                 : NULL;
            const char *text = name ? PyBytes_AsString(name) : "";
            int is_private = text[0] == '_' && text[1] != '_';

            PyErr_Clear();
            if (name && (pass == 0 ? is_private : strcmp(text, "__builtins__") != 0) &&
                PyDict_SetItem(dict, key, Py_None) < 0)
                PyErr_WriteUnraisable(NULL);
            Py_XDECREF(name);
        }
    }
}

/* What `before` has for the key: mostly at the same place of the order, which needs no search. */
static PyObject *value_before(PyObject *before, Py_ssize_t *at, PyObject *key)
{
    PyObject *found, *value;
    Py_ssize_t next = *at;

    if (!PyDict_Next(before, &next, &found, &value) || found != key)
        return PyDict_GetItem(before, key);
    *at = next;
    return value;
}

/* Takes out what the run put into a module of the interpreter's own. */
static void clear_changes(PyObject *dict, PyObject *before)
{
    PyObject *key, *value;
    Py_ssize_t at = 0, at_before = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (value_before(before, &at_before, key) != value && value != Py_None &&
            PyDict_SetItem(dict, key, Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
}

/* Whether the run has put something into it that clear_special has not taken out. */
static int has_changes(PyObject *dict, PyObject *before)
{
    PyObject *key, *value;
    Py_ssize_t at = 0, at_before = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (value_before(before, &at_before, key) != value && value != Py_None)
            return 1;
    return 0;
}

/* finalize_remove_modules: sys.modules is emptied; of the run's own modules a weak reference is
 * kept to clear those that something else still holds. (Those of the interpreter live on.) Returns
 * a list of them, in order. */
static PyObject *remove_modules(void)
{
    PyObject *left = PyList_New(0), *names = PyDict_Keys(base.modules);

    for (Py_ssize_t i = 0; left && names && i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i);
        PyObject *module = PyDict_GetItem(base.modules, name);
        PyObject *reference = NULL;

        if (module && PyModule_Check(module) && PyDict_GetItem(base.known, name) != module)
            reference = PyWeakref_NewRef(module, NULL);
        if (reference)
            PyList_Append(left, reference);
        Py_XDECREF(reference);
        /* builtins stays while others go: a warning looks for its module through it, where the
         * interpreter itself, at its end, does not */
        if (PyUnicode_CompareWithASCIIString(name, "builtins") != 0 &&
            PyDict_SetItem(base.modules, name, Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
    }
    PyErr_Clear();
    Py_XDECREF(names);
    PyDict_Clear(base.modules);
    return left;
}

static void clear_left(PyObject *left)
{
    for (Py_ssize_t i = left ? PyList_Size(left) - 1 : -1; i >= 0; i--) {
        PyObject *module = PyWeakref_GetObject(PyList_GetItem(left, i));

        if (!module || module == Py_None)
            continue;
        Py_INCREF(module);
        clear_dict(PyModule_GetDict(module));
        Py_DECREF(module);
    }
    Py_XDECREF(left);
}

/* A preloaded module's dict, and what that was. Borrowed: to hold one costs a page of its own. */
struct imported {
    PyObject *dict, *before;
};

/* Those in sys.modules, in its order, and after them one without; NULL: none. */
static struct imported *note_imported(void)
{
    size_t room = base.hidden ? (size_t)PyDict_Size(base.modules) + 1 : 0, count = 0;
    struct imported *imported = room ? calloc(room, sizeof(*imported)) : NULL;
    PyObject *name, *module;
    Py_ssize_t at = 0;

    while (imported && PyDict_Next(base.modules, &at, &name, &module)) {
        PyObject *before = PyDict_GetItem(base.hidden_contents, name);

        if (before && PyDict_GetItem(base.hidden, name) == module)
            imported[count++] = (struct imported){PyModule_GetDict(module), before};
    }
    return imported;
}

/* Takes what the run added to a module out of it. */
static void clear_additions(PyObject *dict, PyObject *before)
{
    PyObject *key, *value;
    Py_ssize_t at = 0, at_before = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (value != Py_None && !value_before(before, &at_before, key) &&
            PyDict_SetItem(dict, key, Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
}

/* For each of those, from the last one on. */
static void clear_hidden(const struct imported *imported, void (*clear)(PyObject *, PyObject *))
{
    size_t count = 0;

    while (imported && imported[count].dict)
        count++;
    while (count-- > 0)
        clear(imported[count].dict, imported[count].before);
}

/* Of the interpreter's own modules, but for the last two. */
static void clear_known(void)
{
    PyObject *name, *before;
    Py_ssize_t at = 0;

    while (PyDict_Next(base.contents, &at, &name, &before)) {
        PyObject *module = PyDict_GetItem(base.known, name);
        PyObject *dict = module ? PyModule_GetDict(module) : NULL;

        if (dict && dict != base.sys && dict != base.builtins)
            clear_changes(dict, before);
    }
}

/* finalize_clear_sys_builtins_dict: in there nothing can be said any more. Where the run has left
 * nothing in them nobody can tell. */
static void clear_last(void)
{
    PyObject *before = PyDict_GetItemString(base.contents, "sys");

    for (size_t i = 0; i < 3; i++) {
        set_none(base.sys, streams[i][0]);
        set_none(base.sys, streams[i][1]);
    }
    if (before && has_changes(base.sys, before))
        clear_dict(base.sys);
    if (has_changes(base.builtins, base.first_builtins))
        clear_dict(base.builtins);
}

/* finalize_restore_builtins. What is as it was is not touched: that would cost a run a copy of the
 * page it is on, and most of a hundred of them. */
static void restore_builtins(void)
{
    PyObject *names = PyList_New(0), *held = PyList_New(0); /* what dies, dies when they are back */
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (names && held && PyDict_Next(base.builtins, &at, &key, &value))
        if (PyDict_GetItem(base.first_builtins, key) != value &&
            (PyList_Append(names, key) < 0 || PyList_Append(held, value) < 0))
            PyErr_Clear();
    for (Py_ssize_t i = 0; names && i < PyList_Size(names); i++)
        if (PyDict_DelItem(base.builtins, PyList_GetItem(names, i)) < 0)
            PyErr_WriteUnraisable(NULL);
    if (PyDict_Size(base.builtins) != PyDict_Size(base.first_builtins) &&
        PyDict_Update(base.builtins, base.first_builtins) < 0)
        PyErr_WriteUnraisable(NULL);
    Py_XDECREF(names);
    Py_XDECREF(held);
}

/* Whether the collector is on. */
static int collects(void)
{
    PyObject *enabled = PyObject_CallObject(base.gc_enabled, NULL);
    int result = enabled ? PyObject_IsTrue(enabled) : 0;

    Py_XDECREF(enabled);
    return result > 0;
}

static void collect_quietly(void)
{
    PyObject *result;

    PyList_SetSlice(base.gc_callbacks, 0, PyList_Size(base.gc_callbacks), NULL);
    result = PyObject_CallObject(base.collect, NULL);
    if (!result)
        PyErr_WriteUnraisable(NULL);
    Py_XDECREF(result);
}

static PyObject *say_true(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    Py_RETURN_TRUE;
}

/* A thread that is started now never runs: until 3.11 it ends where it would take the lock. */
static PyObject *start_nothing(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    return PyLong_FromLong(1);
}

static PyObject *refuse_thread(PyObject *self, PyObject *args, PyObject *keywords)
{
    (void)self;
    (void)args;
    (void)keywords;
    PyErr_SetString(PyExc_RuntimeError, "can't create new thread at interpreter shutdown");
    return NULL;
}

static void replace_in(const char *module, PyMethodDef *method)
{
    PyObject *found = PyDict_GetItemString(base.modules, module);
    PyObject *function = found && PyObject_HasAttrString(found, method->ml_name)
                             ? PyCFunction_NewEx(method, NULL, NULL)
                             : NULL;

    if (function && PyObject_SetAttrString(found, method->ml_name, function) < 0)
        PyErr_Clear();
    Py_XDECREF(function);
}

/* No thread starts any more. */
static void end_threads(void)
{
    static PyMethodDef methods[] = {
        {"start_new_thread", start_nothing, METH_VARARGS, NULL},
        {"_start_new_thread", start_nothing, METH_VARARGS, NULL},
        {"start_joinable_thread", NULL, METH_VARARGS | METH_KEYWORDS, NULL},
        {"_start_joinable_thread", NULL, METH_VARARGS | METH_KEYWORDS, NULL},
    };

    for (size_t i = base.version >= 0x030c0000 ? 0 : 2; i < 4; i++) {
        methods[i].ml_meth = (PyCFunction)(void (*)(void))refuse_thread;
        methods[i].ml_flags = METH_VARARGS | METH_KEYWORDS;
    }
    replace_in("_thread", &methods[0]);
    replace_in("threading", &methods[1]);
    replace_in("_thread", &methods[2]);
    replace_in("threading", &methods[3]);
}

/* What can be asked of the interpreter, once its end has begun. */
static void begin_end(void)
{
    static PyMethodDef is_finalizing = {"is_finalizing", say_true, METH_NOARGS, NULL};

    replace_in("sys", &is_finalizing);
    end_threads();
}

/* Other threads would run on while this takes things down, and only the interpreter itself can keep
 * them from it. */
static int has_threads(void)
{
    PyObject *count = PyObject_CallObject(base.thread_count, NULL);
    long threads = count ? PyLong_AsLong(count) : 1;

    Py_XDECREF(count);
    PyErr_Clear();
    return threads > 0;
}

/* They report for themselves; before 3.10 the last error is raised as well, and dropped. */
static void run_exit_functions(void)
{
    PyObject *module = PyDict_GetItemString(base.modules, "atexit");
    PyObject *result = module ? PyObject_CallMethod(module, "_run_exitfuncs", NULL) : NULL;

    PyErr_Clear();
    Py_XDECREF(result);
}

/* Whether the program is one. */
static int is_plain;

/* What is left in it is written when it goes, whatever comes of that. */
static void flush_last(PyObject *out)
{
    PyObject *result =
        !out || out == Py_None || is_closed(out) ? NULL : PyObject_CallMethod(out, "flush", NULL);

    PyErr_Clear();
    Py_XDECREF(result);
}

/* _PySignal_Fini: what is handled in Python is not any more, and kills; the handlers go. */
static void end_handlers(void)
{
    struct sigaction now;

    for (int number = 1; number < NSIG; number++)
        if (sigaction(number, NULL, &now) == 0 && now.sa_handler == base.handler) {
            Py_XDECREF(PyObject_CallFunction(base.set_handler, "ii", number, 0));
            PyErr_Clear();
        }
}

/* The end of a program of which nothing can tell how much of the rest is done. */
static int finalize_plain(int status)
{
    int failed = flush_streams();

    flush_last(PyDict_GetItemString(base.sys, "__stdout__"));
    flush_last(PyDict_GetItemString(base.sys, "__stderr__"));
    return failed < 0 ? 120 : status;
}

/* Py_FinalizeEx, but for the interpreter's own. Returns the exit status. */
static int finalize(int status)
{
    PyObject *left, *out;
    struct imported *imported;
    int failed;

    call_in("threading", "_shutdown");
    if (has_threads())
        return Py_FinalizeEx() < 0 ? 120 : status;
    if (base.version >= 0x030c0000 && base.version < 0x030d0000)
        end_threads();
    run_exit_functions();
    begin_end();
    failed = flush_streams();
    end_handlers();
    out = PyDict_GetItemString(base.sys, "__stdout__");
    Py_XINCREF(out);
    if (collects())
        call(base.collect);
    drop_special();
    imported = note_imported();
    left = remove_modules();
    restore_builtins();
    /* most modules are cycles that nothing holds any more: what goes with them finds all there */
    clear_hidden(imported, clear_additions);
    collect_quietly();
    clear_left(left);
    clear_hidden(imported, clear_changes);
    free(imported);
    clear_known();
    clear_last();
    collect_quietly();
    if (base.version >= 0x030a0000) /* before, no hook of Python's is left by then */
        Py_XDECREF(PyObject_CallFunction(base.audit, "s", "cpython.PyInterpreterState_Clear"));
    PyErr_Clear();
    flush_last(out);
    return failed < 0 ? 120 : status;
}

_Noreturn static void end(int status, int is_interrupt)
{
    if (PyErr_Occurred()) /* of the code of a SystemExit: it is found here */
        write_unraisable("Exception ignored on threading shutdown", NULL);
    status = is_plain ? finalize_plain(status) : finalize(status);
    if (is_interrupt) { /* exit_sigint, Modules/main.c */
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
        status = SIGINT + 128;
    }
    if (is_plain) /* nothing of C's is left either, that a program could have put there */
        _exit(status);
    exit(status);
}

/* ---- the program ---- */

/* What a SystemExit asks for: its code where it has one, otherwise what it was raised with. A new
 * reference, NULL for nothing. Takes the exception. */
static PyObject *exit_code(void)
{
    PyObject *type, *value, *trace, *code;

    /* not normalized: sys.exit(()) is one whose value is () */
    PyErr_Fetch(&type, &value, &trace);
    if (value && PyObject_IsInstance(value, PyExc_BaseException) == 1) {
        code = PyObject_GetAttrString(value, "code");
        PyErr_Clear();
        if (code) {
            Py_DECREF(value);
            value = code;
        }
    }
    Py_XDECREF(type);
    Py_XDECREF(trace);
    return value;
}

static void write_code_text(PyObject *code)
{
    PyObject *err = PyDict_GetItemString(base.sys, "stderr");
    PyObject *text = NULL, *bytes = NULL;

    fflush(stdout);
    if (err && err != Py_None) {
        PyFile_WriteObject(code, err, Py_PRINT_RAW);
    } else {
        text = PyObject_Str(code);
        bytes = text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;
        fprintf(stderr, "%s", bytes ? PyBytes_AsString(bytes) : "");
    }
    PySys_WriteStderr("\n");
    if (base.version < 0x030c0000)
        PyErr_Clear();
    Py_XDECREF(bytes);
    Py_XDECREF(text);
}

/* Whether this version leaves an error of the code behind: 3.12 and 3.13, until it was mended. */
static int says_too_large(void)
{
    return (base.version >= 0x030c0000 && base.version < 0x030c0800) ||
           (base.version >= 0x030d0000 && base.version < 0x030d0100);
}

/* handle_system_exit, Python/pythonrun.c. Takes the exception. */
static int exit_status(void)
{
    PyObject *code = exit_code();
    int status = 1;

    if (!code || code == Py_None) {
        status = 0;
    } else if (PyLong_Check(code)) {
        status = (int)PyLong_AsLong(code);
        if (!says_too_large())
            PyErr_Clear();
    } else {
        write_code_text(code);
    }
    Py_XDECREF(code);
    return status;
}

/* After the program's code has been run, or could not be. `main` is held as the interpreter holds
 * it while it runs a file (_PyRun_SimpleFile), and taken. */
_Noreturn static void end_run(PyObject *result, PyObject *main)
{
    PyObject *failure = result ? NULL : PyErr_Occurred();
    int is_interrupt = failure == PyExc_KeyboardInterrupt;

    Py_INCREF(base.main); /* whatever the program has done to sys.modules */
    Py_XDECREF(result);
    flush_quietly();
    if (failure)
        Py_CLEAR(main);
    if (failure && PyErr_GivenExceptionMatches(failure, PyExc_SystemExit)) {
        Py_DECREF(base.main);
        end(exit_status(), 0);
    }
    if (failure)
        PyErr_Print();
    PyDict_DelItemString(base.main, "__file__");
    PyErr_Clear();
    PyDict_DelItemString(base.main, "__cached__");
    PyErr_Clear();
    Py_DECREF(base.main);
    Py_XDECREF(main);
    end(failure != NULL, is_interrupt);
}

static void replace_in_list(const char *name, PyObject *old, PyObject *new)
{
    PyObject *list = PyDict_GetItemString(base.sys, name);

    for (Py_ssize_t i = 0; list && PyList_Check(list) && i < PyList_Size(list); i++) {
        int same = PyObject_RichCompareBool(PyList_GetItem(list, i), old, Py_EQ);

        if (same > 0) {
            Py_INCREF(new);
            PyList_SetItem(list, i, new);
        }
    }
}

/* The folder of a file below /prog. */
static PyObject *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');

    return PyUnicode_FromStringAndSize(file, slash ? slash - file : 0);
}

/* The program is another file than the one that the interpreter was started with. */
static void adopt_file(const char *file)
{
    PyObject *name = PyUnicode_DecodeFSDefault(file);
    PyObject *path = PyDict_GetItemString(base.sys, "path");
    PyObject *folder = folder_of(file);
    PyObject *external = PyDict_GetItemString(base.modules, "_frozen_importlib_external");
    PyObject *loader = NULL;

    if (name && PyObject_RichCompareBool(name, base.source, Py_EQ) == 1) {
        Py_DECREF(name);
        Py_XDECREF(folder);
        return;
    }
    if (name && folder && path && external) {
        loader = PyObject_CallMethod(external, "SourceFileLoader", "sO", "__main__", name);
        replace_in_list("argv", base.source, name);
        replace_in_list("orig_argv", base.source, name);
        PyList_SetItem(path, 0, folder);
        folder = NULL;
        PyDict_SetItemString(base.main, "__file__", name);
    }
    if (loader)
        PyDict_SetItemString(base.main, "__loader__", loader);
    Py_XDECREF(loader);
    Py_XDECREF(folder);
    Py_XDECREF(name);
}

/* What stands behind the program's file in the vector. */
static void adopt_arguments(const struct watched_order *order)
{
    static const char *const lists[] = {"argv", "orig_argv"};
    size_t at = 0;

    while (at < order->argc && strcmp(order->argv[at], order->file) != 0)
        at++;
    for (at++; at < order->argc; at++) {
        PyObject *argument = PyUnicode_DecodeFSDefault(order->argv[at]);

        for (size_t i = 0; argument && i < 2; i++) {
            PyObject *list = PyDict_GetItemString(base.sys, lists[i]);

            if (list && PyList_Check(list))
                PyList_Append(list, argument);
        }
        Py_XDECREF(argument);
    }
}

/* The code of the source `file`, compiled here. */
static PyObject *compile_file(const char *file)
{
    PyObject *text = NULL, *code = NULL, *name;
    char *bytes = NULL;
    size_t size = 0;
    FILE *source = fopen(file, "rbe");

    if (!source) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, file);
        return NULL;
    }
    for (;;) {
        char part[65536];
        size_t got = fread(part, 1, sizeof(part), source);
        char *longer = got > 0 ? realloc(bytes, size + got) : NULL;

        if (!longer)
            break;
        bytes = longer;
        memcpy(bytes + size, part, got);
        size += got;
    }
    fclose(source);
    text = PyBytes_FromStringAndSize(bytes, (Py_ssize_t)size);
    free(bytes);
    name = PyUnicode_DecodeFSDefault(file);
    if (text && name)
        code = PyObject_CallFunction(base.compile, "OOsii", text, name, "exec", 0, 1);
    Py_XDECREF(name);
    Py_XDECREF(text);
    return code;
}

/* What a compile step writes: a byte that says whether it is a plain program, then its code. */
enum { IS_PLAIN = 'p', IS_NOT_PLAIN = 'n' };

static PyObject *load_code(const struct watched_order *order)
{
    if (!order->code)
        return compile_file(order->file);
    is_plain = *(const char *)order->code == IS_PLAIN;
    return PyObject_CallFunction(base.loads, "y#", (const char *)order->code + 1,
                                 (Py_ssize_t)order->code_size - 1);
}

/* The interpreter counts the call of serve(), in which we are, as one level of recursion; 3.8 as
 * two, and has no function to take them back: there the count stands after four pointers of the
 * thread's state, in every 3.8 there was. */
static void leave_call(void)
{
    enum { DEPTH_AFTER = 4 * sizeof(void *), DEPTH = 2 };
    void (*leave)(void);
    int *depth;

    if (base.version < 0x03090000) {
        depth = (int *)(void *)((char *)PyThreadState_Get() + DEPTH_AFTER);
        if (*depth == DEPTH)
            *depth = 0;
        return;
    }
    *(void **)&leave = dlsym(RTLD_DEFAULT, "Py_LeaveRecursiveCall");
    if (leave)
        leave();
}

_Noreturn static void run(const struct watched_order *order)
{
    PyObject *code, *main, *result;

    leave_call();
    adopt_file(order->file);
    adopt_arguments(order);
    code = load_code(order);
    main = PyDict_GetItemString(base.modules, "__main__");
    Py_XINCREF(main);
    result = code ? PyEval_EvalCode(code, base.main, base.main) : NULL;
    Py_XDECREF(code);
    end_run(result, main);
}

/* ---- the compile step ---- */

/* Runs `text` as `python3 -I -c TEXT ARGUMENTS` would: the check of the language's definition. */
static PyObject *run_text(const char *text, const char *const *arguments)
{
    PyObject *path = PyDict_GetItemString(base.sys, "path");
    PyObject *list = PyList_New(0);
    PyObject *code = PyObject_CallFunction(base.compile, "sssii", text, "<string>", "exec", 0, 1);
    PyObject *result = NULL;

    if (path)
        PyList_SetSlice(path, 0, 1, NULL); /* nothing of the submission's is imported */
    for (; list && *arguments; arguments++) {
        PyObject *argument = PyUnicode_DecodeFSDefault(*arguments);

        if (!argument || PyList_Append(list, argument) < 0)
            Py_CLEAR(list);
        Py_XDECREF(argument);
    }
    if (code && list) {
        PyDict_SetItemString(base.sys, "argv", list);
        result = PyEval_EvalCode(code, base.main, base.main);
    }
    Py_XDECREF(code);
    Py_XDECREF(list);
    return result;
}

static int write_bytes(const char *at, Py_ssize_t size)
{
    while (size > 0) {
        ssize_t wrote = write(1, at, (size_t)size);

        if (wrote <= 0)
            return -1;
        at += wrote;
        size -= wrote;
    }
    return 0;
}

static int write_code(PyObject *code)
{
    PyObject *told = PyObject_CallFunction(base.is_plain, "O", code);
    const char kind = told == Py_True ? IS_PLAIN : IS_NOT_PLAIN;
    PyObject *bytes = PyObject_CallFunction(base.dumps, "O", code);
    char *at;
    Py_ssize_t size;

    PyErr_Clear();
    if (!bytes || PyBytes_AsStringAndSize(bytes, &at, &size) < 0)
        return -1;
    return write_bytes(&kind, 1) < 0 ? -1 : write_bytes(at, size);
}

/* A source of which the compiler has something to say is compiled in each run, which says it. */
static void forbid_warnings(void)
{
    PyObject *warnings = PyDict_GetItemString(base.modules, "_warnings");
    PyObject *filters = warnings ? PyObject_GetAttrString(warnings, "filters") : NULL;
    PyObject *error = Py_BuildValue("(sOOOi)", "error", Py_None, PyExc_Warning, Py_None, 0);

    if (filters && error && PyList_SetSlice(filters, 0, PyList_Size(filters), NULL) == 0 &&
        PyList_Append(filters, error) == 0)
        Py_XDECREF(PyObject_CallMethod(warnings, "_filters_mutated", NULL));
    Py_XDECREF(error);
    Py_XDECREF(filters);
    PyErr_Clear();
}

/* The vector is the interpreter with -c, a text and its arguments: the judge saw to that. */
_Noreturn static void compile_step(const struct watched_order *order)
{
    size_t at = 0;
    PyObject *result, *code;

    while (at < order->argc && strcmp(order->argv[at], "-c") != 0)
        at++;
    if (at + 1 >= order->argc)
        _exit(126);
    result = run_text(order->argv[at + 1], order->argv + at + 1);
    if (!result)
        end_run(NULL, NULL);
    Py_DECREF(result);
    flush_quietly(); /* what the compiler had to say */
    forbid_warnings();
    code = compile_file(order->file);
    if (code && write_code(code) < 0)
        _exit(1);
    _exit(0); /* without code: each run compiles, and says what there is to say */
}

/* ---- the hook ---- */

/* What belongs before a fork comes after it as well: no other thread is in its way, and the parent
 * writes nothing, which would take its pages apart. */
static void after_fork(void)
{
    PyOS_BeforeFork();
    PyOS_AfterFork_Child();
}

static PyObject *serve(PyObject *self, PyObject *args)
{
    struct watched_order order;
    struct error err;

    (void)self;
    (void)args;
    if (note_base() < 0) {
        PyErr_Print();
        watched_ready("the interpreter lacks something that its children need", &err);
        _exit(1);
    }
    if (watched_ready(NULL, &err) < 0)
        _exit(1);
    watched_serve(after_fork, &order);
    if (order.is_compile)
        compile_step(&order);
    run(&order);
}

/* plain(function): see base.is_plain. */
static PyObject *plain(PyObject *self, PyObject *args)
{
    (void)self;
    if (!PyArg_ParseTuple(args, "O", &base.is_plain))
        return NULL;
    Py_INCREF(base.is_plain);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"plain", plain, METH_VARARGS, NULL},
    {"boot", boot, METH_NOARGS, NULL},
    {"rest", rest, METH_NOARGS, NULL},
    {"ready", ready, METH_VARARGS, NULL},
    {"serve", serve, METH_VARARGS, NULL},
    {"hide", preload_hide, METH_VARARGS, NULL},
    {"show_filters", preload_show_filters, METH_VARARGS, NULL},
    {"find_and_load", preload_find_and_load, METH_VARARGS, NULL},
    {"twister", preload_twister, METH_VARARGS, NULL},
    {"reseed", preload_reseed, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};
static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_assay_watched", NULL, 0, methods, slots, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__assay_watched(void);

PyMODINIT_FUNC PyInit__assay_watched(void)
{
    return PyModuleDef_Init(&module);
}
