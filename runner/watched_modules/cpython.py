# What a watched CPython starts with: it lies where a program's source will lie, so that the
# interpreter's own start gives it the argv, path, __main__ and streams that a program has. It loads
# the module beside it, preloads, hides what that brought, and leaves by an exception: the hook for
# those is called with no Python frame below it, and there the module waits and forks.


def watch():
    import sys
    main = sys.modules['__main__'].__dict__
    path = main['__file__'].rpartition('/')[0] + '/.watched.so'
    imp, bootstrap, external = (sys.modules[name] for name in (
        '_imp', '_frozen_importlib', '_frozen_importlib_external'))
    spec = bootstrap.ModuleSpec('_assay_watched', external.ExtensionFileLoader('_assay_watched', path),
                                origin=path)
    module = imp.create_dynamic(spec)
    imp.exec_dynamic(module)
    names = module.boot()
    cached = set(sys.path_importer_cache)
    try:
        if names:
            hide = preload(sys, bootstrap, module, names)
        import gc
        import atexit  # creates its state, so that a child's is not the first
        import opcode
        module.plain(plainness(opcode.opmap, names, path.rpartition('/')[0], sys.modules['posix'].listdir))
        if names:
            hide()
        for name in set(sys.modules) - bare:
            del sys.modules[name]
        for path in set(sys.path_importer_cache) - cached:
            del sys.path_importer_cache[path]
    except BaseException as failure:
        module.ready('%s: %s' % (type(failure).__name__, failure))
        raise
    for name in 'watch', 'preload', 'note_fork_hooks', 'find_renewals', 'plainness', 'bare':
        del main[name]
    sys.path_importer_cache.pop(sys.path[0], None)
    sys.excepthook = module.serve
    raise Exception


def plainness(opmap, preloaded, folder, listdir):
    """Returns what tells whether nothing that a program makes can run code of its own when it goes, so
    that nobody can tell whether it was taken down at the end: it defines no class and no
    generator, imports nothing but modules of which this holds, and has no name by which it could
    come to others, or to an output that is not flushed. Nor has it another file in `folder`, which
    could be a module in the place of one of these."""
    imports, extends = opmap['IMPORT_NAME'], opmap['EXTENDED_ARG']
    modules = {'sys', 'math', 'cmath', 'itertools', 'functools', 'collections', 'heapq', 'bisect', 'random',
               're', 'fractions', 'decimal', 'datetime', 'time', 'statistics', 'array'}
    modules.update({'numpy'}.intersection(preloaded))
    ways = {'open', 'eval', 'exec', 'compile', 'globals', 'locals', 'vars', 'getattr', 'setattr', 'delattr',
            'type', 'breakpoint', 'help', 'modules', 'settrace', 'setprofile', 'addaudithook', 'excepthook',
            'unraisablehook', 'displayhook', 'call_tracing', 'meta_path', 'path_hooks', 'monitoring',
            'detach', 'set_asyncgen_hooks', 'set_coroutine_origin_tracking_depth', 'io', 'os', 'builtins',
            'fdopen', 'load', 'memmap', 'testing', 'f2py', 'ctypeslib', 'distutils', 'lib', 'core', 'compat',
            'warnings', 'weakref', 'threading'}
    own = {'_', '__name__', '__file__', '__doc__'}

    def has_plain_imports(code):
        bytecode, extended = code.co_code, 0
        for at in range(0, len(bytecode), 2):
            argument = bytecode[at + 1] | extended
            extended = argument << 8 if bytecode[at] == extends else 0
            if bytecode[at] == imports and code.co_names[argument] not in modules:
                return False
        return True

    def is_plain(code, is_main=True):
        is_body = not is_main and not code.co_flags & 1  # of a class
        is_generator = code.co_flags & 0x3a0 and code.co_name != '<genexpr>'
        if is_body or is_generator or not has_plain_imports(code):
            return False
        for name in code.co_names:
            if name in ways or (name[:1] == '_' and name not in own):
                return False
        for part in code.co_consts:
            if part.__class__ is code.__class__ and not is_plain(part, False):
                return False
        return True

    return lambda code: len(listdir(folder)) == 1 and is_plain(code)


def preload(sys, bootstrap, module, names):
    """Imports `names`, and returns what hides all that this brought: a child that imports one of
    them gets it, with all that its import would have brought, from there."""
    import _warnings
    modules = sys.modules
    find_and_load = bootstrap._find_and_load
    uses = {}  # module -> what was imported while it was loaded, in order
    loading = []
    import builtins
    plain_import = builtins.__import__

    def note(name):
        if loading and name in modules:
            uses.setdefault(loading[-1], {})[name] = None

    def watched_find_and_load(name, import_):
        note_parent(name)
        loading.append(name)
        before = set(modules)
        try:
            found = find_and_load(name, import_)
        finally:
            loading.pop()
        # also what no import has brought: some modules make others
        uses.setdefault(name, {}).update((each, None) for each in modules if each not in before)
        note(name)
        return found

    def note_parent(name):
        parent = name.rpartition('.')[0]
        if parent:
            uses.setdefault(name, {})[parent] = None

    def watched_import(name, globals=None, locals=None, fromlist=(), level=0):
        found = plain_import(name, globals, locals, fromlist, level)
        if level:
            package = (globals or {}).get('__package__') or ''
            name = bootstrap._resolve_name(name, package, level) if package else name
        note(name)
        for item in fromlist or ():
            note('%s.%s' % (name, item))
        return found

    filters = list(_warnings.filters)
    cached = dict(sys.path_importer_cache)
    known = dict(modules)
    bootstrap._find_and_load = watched_find_and_load
    builtins.__import__ = watched_import
    tell_hooks = note_fork_hooks(sys)
    try:
        for name in names:
            plain_import(name)
    finally:
        builtins.__import__ = plain_import
        bootstrap._find_and_load = find_and_load
        asked = tell_hooks()
    new_filters = [item for item in _warnings.filters if item not in filters]
    stash = {name: module for name, module in modules.items() if name not in known}
    caches = {path: finder for path, finder in sys.path_importer_cache.items() if path not in cached}
    renewals = find_renewals(module, stash)

    def brought_by(name):
        wanted, todo = set(), [name]
        while todo:
            each = todo.pop()
            if each in wanted or each not in stash:
                continue
            wanted.add(each)
            todo.extend(uses.get(each, ()))
        return tuple(each for each in stash if each in wanted)

    def actions_of(wanted):
        if any(each in wanted for each in names):
            yield module.show_filters, (), {}
        for owner, register, hooks in asked:
            if owner in wanted:
                yield register, (), hooks
                if owner not in renewals:  # the one undoes what the other does
                    yield from ((hooks[when], (), {}) for when in ('before', 'after_in_child') if when in hooks)
        for owner in renewals:
            if owner in wanted:
                yield (*renewals[owner], {})

    def is_once(name):  # a library of others': some refuse to be loaded again
        origin = getattr(getattr(modules[name], '__spec__', None), 'origin', None) or ''
        return origin.endswith('.so') and '/lib-dynload/' not in origin

    brings = {}
    for name in stash:
        wanted = brought_by(name)
        brings[name] = wanted, tuple(actions_of(wanted)), any(map(is_once, wanted))

    def hide():
        for name in stash:
            modules.pop(name, None)
        for path in caches:
            sys.path_importer_cache.pop(path, None)
        _warnings.filters[:] = filters
        _warnings._filters_mutated()
        module.hide(names, stash, brings, caches, new_filters, find_and_load)
        bootstrap._find_and_load = module.find_and_load

    return hide


def note_fork_hooks(sys):
    """From here on what modules want done around forks is noted, until what this returns is called,
    which tells it: [(module, function to register with, {'after_in_child': hook, ...}), ...]. It is
    for a child that imports the module to do, and for no other."""
    import posix
    import os
    asked, register = [], posix.register_at_fork
    is_over = []

    def note(**hooks):
        if is_over:
            return register(**hooks)
        asked.append((sys._getframe(1).f_globals.get('__name__'), register, hooks))

    def end():
        is_over.append(True)
        posix.register_at_fork = os.register_at_fork = register
        return asked

    posix.register_at_fork = os.register_at_fork = note
    return end


def find_renewals(module, stash):
    """What no two runs may have in common, for modules that are imported once: {name of a module:
    (function, arguments), ...}. These take the place of what it would do after a fork."""
    renewals = {}
    threading = stash.get('threading')
    if threading:  # there was one thread, and no lock of its can be held
        renewals['threading'] = threading.main_thread()._set_native_id, ()
    random = stash.get('random')
    if random:
        key = b''.join(word.to_bytes(4, 'little') for word in random._inst.getstate()[1][:-1])
        try:
            renewals['random'] = module.reseed, (module.twister(random._inst, key),)
        except ValueError:
            pass  # its hook seeds it
    numpy_random = stash.get('numpy.random')
    if numpy_random:
        renewals['numpy.random'] = numpy_random.seed, ()
        try:
            generator = numpy_random.mtrand._rand._bit_generator
            key = generator.state['state']['key'].tobytes()
            renewals['numpy.random'] = module.reseed, (module.twister(generator.capsule, key),)
        except (ValueError, AttributeError, KeyError):
            pass
    return renewals


bare = set(__import__('sys').modules)
watch()
