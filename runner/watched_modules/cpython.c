/* The module of a watched CPython (cpython.py loads it; docs/watched.md). Limited API: one build
 * serves every CPython from 3.8 on.
 *
 * serve() is an exception hook, so no Python frame is below it. In a child it does what the
 * interpreter does with a program (pymain_run_file and on, Modules/main.c) and what it does at its
 * end (Py_FinalizeEx, Python/pylifecycle.c), in that order and as far as a program can tell. What
 * it leaves out is taking down the interpreter's own modules and objects, which no program sees and
 * which costs more than most programs. */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

#include "runner/watched.h"

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
    PyObject *source;   /* where programs lie: sys.argv[0] */
    PyObject *loads, *dumps, *compile;
    PyObject *collect, *gc_enabled, *gc_callbacks;
    PyObject *thread_count;
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

static int note_contents(void)
{
    PyObject *name, *module;
    Py_ssize_t at = 0;

    base.known = PyDict_Copy(base.modules);
    base.contents = PyDict_New();
    while (base.known && base.contents && PyDict_Next(base.known, &at, &name, &module)) {
        PyObject *dict = PyModule_Check(module) ? PyModule_GetDict(module) : NULL;
        PyObject *copy = dict && dict != base.main ? PyDict_Copy(dict) : NULL;

        if (copy && PyDict_SetItem(base.contents, name, copy) < 0)
            return -1;
        Py_XDECREF(copy);
    }
    return base.known && base.contents && !PyErr_Occurred() ? 0 : -1;
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

static int note_base(void)
{
    PyObject *sys = PyImport_ImportModule("sys");
    PyObject *main = PyImport_ImportModule("__main__");
    PyObject *freeze;

    base.sys = sys ? PyModule_GetDict(sys) : NULL;
    base.main = main ? PyModule_GetDict(main) : NULL;
    base.modules = base.sys ? PyDict_GetItemString(base.sys, "modules") : NULL;
    if (!base.modules || !base.main)
        return -1;
    forget_start();
    base.source = PyDict_GetItemString(base.main, "__file__");
    Py_XINCREF(base.source);
    base.loads = attribute_of("marshal", "loads");
    base.dumps = attribute_of("marshal", "dumps");
    base.compile = attribute_of("builtins", "compile");
    base.collect = hidden_attribute_of("gc", "collect");
    base.gc_enabled = hidden_attribute_of("gc", "isenabled");
    base.gc_callbacks = hidden_attribute_of("gc", "callbacks");
    base.thread_count = attribute_of("_thread", "_count");
    freeze = hidden_attribute_of("gc", "freeze");
    if (note_contents() < 0 || !base.source || !base.loads || !base.dumps || !base.compile ||
        !base.collect || !base.gc_enabled || !base.gc_callbacks || !base.thread_count || !freeze)
        return -1;
    /* collections in children leave what is here alone, and its pages shared */
    Py_XDECREF(PyObject_CallObject(base.collect, NULL));
    Py_XDECREF(PyObject_CallObject(freeze, NULL));
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

/* flush_std_files: 0, or -1 when the output could not be written. */
static int flush_stream(const char *name, int must)
{
    PyObject *stream = PyDict_GetItemString(base.sys, name);
    PyObject *closed, *result;
    int is_closed;

    if (!stream || stream == Py_None)
        return 0;
    Py_INCREF(stream);
    closed = PyObject_GetAttrString(stream, "closed");
    is_closed = closed ? PyObject_IsTrue(closed) : 0;
    Py_XDECREF(closed);
    PyErr_Clear();
    if (is_closed > 0) {
        Py_DECREF(stream);
        return 0;
    }
    result = PyObject_CallMethod(stream, "flush", NULL);
    if (!result && must)
        PyErr_WriteUnraisable(stream);
    else if (!result)
        PyErr_Clear();
    Py_DECREF(stream);
    Py_XDECREF(result);
    return result || !must ? 0 : -1;
}

static int flush_streams(void)
{
    int failed = flush_stream("stdout", 1);

    flush_stream("stderr", 0);
    return failed;
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
    static const char *const streams[][2] = {
        {"stdin", "__stdin__"}, {"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
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

/* Takes out what the run put into a module of the interpreter's own. */
static void clear_changes(PyObject *dict, PyObject *before)
{
    PyObject *key, *value;
    Py_ssize_t at = 0;

    while (PyDict_Next(dict, &at, &key, &value))
        if (value != Py_None && PyDict_GetItem(before, key) != value &&
            PyDict_SetItem(dict, key, Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
}

/* finalize_remove_modules: sys.modules is emptied; of the run's own modules a weak reference is
 * kept to clear those that something else still holds. Returns a list of them, in order. */
static PyObject *remove_modules(void)
{
    PyObject *left = PyList_New(0), *names = PyDict_Keys(base.modules);

    for (Py_ssize_t i = 0; left && names && i < PyList_Size(names); i++) {
        PyObject *name = PyList_GetItem(names, i);
        PyObject *module = PyDict_GetItem(base.modules, name);
        PyObject *reference = NULL;

        if (!module || (PyDict_GetItem(base.known, name) == module &&
                        (!PyModule_Check(module) || PyModule_GetDict(module) != base.main)))
            continue;
        if (PyModule_Check(module) && PyUnicode_Check(name))
            reference = PyWeakref_NewRef(module, NULL);
        if (reference)
            PyList_Append(left, reference);
        Py_XDECREF(reference);
        if (PyDict_SetItem(base.modules, name, Py_None) < 0)
            PyErr_WriteUnraisable(NULL);
    }
    PyErr_Clear();
    Py_XDECREF(names);
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

/* Of the interpreter's own modules: sys and builtins last. */
static void clear_known(int last)
{
    PyObject *name, *before;
    Py_ssize_t at = 0;

    while (PyDict_Next(base.contents, &at, &name, &before)) {
        PyObject *module = PyDict_GetItem(base.known, name);
        PyObject *dict = module ? PyModule_GetDict(module) : NULL;
        int is_last = dict == base.sys || PyUnicode_CompareWithASCIIString(name, "builtins") == 0;

        if (dict && is_last == last)
            clear_changes(dict, before);
    }
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

static PyMethodDef is_finalizing = {"is_finalizing", say_true, METH_NOARGS, NULL};

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

/* Py_FinalizeEx, but for the interpreter's own. Returns the exit status. */
static int finalize(int status)
{
    PyObject *flag;
    int failed;

    call_in("threading", "_shutdown");
    if (has_threads())
        return Py_FinalizeEx() < 0 ? 120 : status;
    call_in("atexit", "_run_exitfuncs");
    failed = flush_streams();
    flag = PyCFunction_NewEx(&is_finalizing, NULL, NULL);
    if (flag)
        PyDict_SetItemString(base.sys, "is_finalizing", flag);
    if (collects())
        call(base.collect);
    drop_special();
    PyObject *left = remove_modules();
    collect_quietly();
    clear_left(left);
    clear_known(0);
    clear_known(1);
    collect_quietly();
    if (flush_streams() < 0)
        failed = -1;
    return failed < 0 ? 120 : status;
}

_Noreturn static void end(int status, int is_interrupt)
{
    status = finalize(status);
    if (is_interrupt) { /* exit_sigint, Modules/main.c */
        signal(SIGINT, SIG_DFL);
        kill(getpid(), SIGINT);
        status = SIGINT + 128;
    }
    fflush(NULL);
    _exit(status);
}

/* ---- the program ---- */

/* handle_system_exit, Python/pythonrun.c. Takes the exception. */
static int exit_status(void)
{
    PyObject *type, *value, *trace, *code;
    int status = 1;

    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    code = value ? PyObject_GetAttrString(value, "code") : NULL;
    PyErr_Clear();
    if (!code || code == Py_None) {
        status = 0;
    } else if (PyLong_Check(code)) {
        status = (int)PyLong_AsLong(code);
        PyErr_Clear();
    } else {
        PyObject *err = PyDict_GetItemString(base.sys, "stderr");

        if (err && err != Py_None) {
            PyFile_WriteObject(code, err, Py_PRINT_RAW);
        } else {
            PyObject *text = PyObject_Str(code);
            PyObject *bytes =
                text ? PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace") : NULL;

            if (bytes)
                fprintf(stderr, "%s", PyBytes_AsString(bytes));
            Py_XDECREF(bytes);
            Py_XDECREF(text);
        }
        PySys_WriteStderr("\n");
        PyErr_Clear();
    }
    Py_XDECREF(code);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    return status;
}

/* After the program's code has been run, or could not be. */
_Noreturn static void end_run(PyObject *result)
{
    PyObject *failure = result ? NULL : PyErr_Occurred();
    int is_interrupt = failure == PyExc_KeyboardInterrupt;

    Py_XDECREF(result);
    if (failure && PyErr_GivenExceptionMatches(failure, PyExc_SystemExit))
        end(exit_status(), 0);
    if (!failure) {
        flush_stream("stderr", 0);
        flush_stream("stdout", 0);
    } else {
        PyErr_Print();
    }
    PyDict_DelItemString(base.main, "__file__");
    PyErr_Clear();
    PyDict_DelItemString(base.main, "__cached__");
    PyErr_Clear();
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

static PyObject *load_code(const struct watched_order *order)
{
    return order->code
               ? PyObject_CallFunction(base.loads, "y#", order->code, (Py_ssize_t)order->code_size)
               : compile_file(order->file);
}

_Noreturn static void run(const struct watched_order *order)
{
    PyObject *code, *result;

    adopt_file(order->file);
    code = load_code(order);
    result = code ? PyEval_EvalCode(code, base.main, base.main) : NULL;
    Py_XDECREF(code);
    end_run(result);
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

static int write_code(PyObject *code)
{
    PyObject *bytes = PyObject_CallFunction(base.dumps, "O", code);
    char *at;
    Py_ssize_t size;

    if (!bytes || PyBytes_AsStringAndSize(bytes, &at, &size) < 0)
        return -1;
    while (size > 0) {
        ssize_t wrote = write(1, at, (size_t)size);

        if (wrote <= 0)
            return -1;
        at += wrote;
        size -= wrote;
    }
    return 0;
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
        end_run(NULL);
    Py_DECREF(result);
    code = compile_file(order->file);
    if (!code || write_code(code) < 0)
        end_run(NULL);
    _exit(0);
}

/* ---- the hook ---- */

static PyObject *serve(PyObject *self, PyObject *args)
{
    static const struct watched_hooks hooks = {
        .before_fork = PyOS_BeforeFork,
        .after_in_parent = PyOS_AfterFork_Parent,
        .after_in_child = PyOS_AfterFork_Child,
    };
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
    watched_serve(&hooks, &order);
    if (order.is_compile)
        compile_step(&order);
    run(&order);
}

static PyMethodDef methods[] = {
    {"boot", boot, METH_NOARGS, NULL},
    {"ready", ready, METH_VARARGS, NULL},
    {"serve", serve, METH_VARARGS, NULL},
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
