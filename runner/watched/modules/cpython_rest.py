# What a watched CPython does before it waits, once it is known how large it is bare: cpython.py runs
# this from the module, which carries it.


def prepare(sys, bootstrap, external, module, folder, names, bare):
    """Preloads `names`, hides what that brought, and leaves no other trace: `bare` are the modules
    that are there."""
    cached = set(sys.path_importer_cache)
    if names:
        hide = preload(sys, bootstrap, external, module, names)
    import gc
    import atexit  # creates its state, so that a child's is not the first
    import opcode
    module.plain(plainness(opcode.opmap, names, folder, sys.modules['posix'].listdir))
    if names:
        hide()
    for name in set(sys.modules) - bare:
        del sys.modules[name]
    for path in set(sys.path_importer_cache) - cached:
        del sys.path_importer_cache[path]


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


def preload(sys, bootstrap, external, module, names):
    """Imports `names`, and returns what hides all that this brought: a child that imports one of
    them gets it, with all that its import would have brought, from there."""
    import _warnings
    import builtins
    modules = sys.modules
    find_and_load, plain_import = bootstrap._find_and_load, builtins.__import__
    uses = {}  # module -> what was imported while it was loaded, in order
    loading = [None]
    aside = {}
    loader = external.ExtensionFileLoader
    create, execute = loader.create_module, loader.exec_module
    filters = list(_warnings.filters)
    noted_filters = list(filters)
    filters_of = {}  # module -> what it put in front of the filters
    cached, known = set(sys.path_importer_cache), set(modules)
    noted_modules = set(modules)

    def note(name):
        if name in modules:
            uses.setdefault(loading[-1], {})[name] = None

    def note_changes():
        """What the module that is being loaded has done by itself."""
        new = [item for item in _warnings.filters if item not in noted_filters]
        if new:
            noted_filters.extend(new)
            filters_of.setdefault(loading[-1], [])[:0] = new
        for name in modules:
            if name not in noted_modules:
                noted_modules.add(name)
                note(name)

    def watched_find_and_load(name, import_):
        note_changes()
        if name in aside:
            modules[name] = aside.pop(name)
            note(name)
            return modules[name]
        was_aside = list(aside)
        modules.update(aside)
        aside.clear()
        loading.append(name)
        try:
            found = find_and_load(name, import_)
            note_changes()
        finally:
            loading.pop()
            aside.update((each, modules.pop(each)) for each in was_aside)
        note(name)
        if name == 'atexit':
            note_calls(found, 'register')
        return found

    def watched_import(name, globals=None, locals=None, fromlist=(), level=0):
        note_changes()
        found = plain_import(name, globals, locals, fromlist, level)
        if level:
            package = (globals or {}).get('__package__') or ''
            name = bootstrap._resolve_name(name, package, level) if package else name
        note(name)
        for item in fromlist or ():
            note('%s.%s' % (name, item))
        return found

    def alone(method):
        """The method of a loader of modules in C, some of which import without anybody being told
        where that is there already: so it is not."""
        def method_alone(self, argument):
            needed = {part for name in loading[1:] for part in (name, name.rpartition('.')[0])}
            aside.update((each, modules.pop(each)) for each in set(modules) - known - needed
                         if getattr(modules[each], '__spec__', None))
            try:
                return method(self, argument)
            finally:
                modules.update(aside)
                aside.clear()
        return method_alone

    registrations, note_calls, end_registrations = note_registrations(sys)
    bootstrap._find_and_load = watched_find_and_load
    builtins.__import__ = watched_import
    loader.create_module, loader.exec_module = alone(create), alone(execute)
    try:
        for name in names:
            plain_import(name)
    finally:
        builtins.__import__ = plain_import
        bootstrap._find_and_load = find_and_load
        loader.create_module, loader.exec_module = create, execute
        end_registrations()
    stash = {name: module for name, module in modules.items() if name not in known}
    caches = {path: finder for path, finder in sys.path_importer_cache.items() if path not in cached}
    if sys.path[0] in caches:
        caches[sys.path[0]].invalidate_caches()  # other files will be there

    def brought_by(name):
        """What an import of it brings: names, in the order of sys.modules, where each comes when it
        has been loaded; finders, in the order in which folders are searched."""
        begun, order = set(), []
        finders = {path: caches[path] for path in sys.path if path in caches}

        def visit(each):
            parent = each.rpartition('.')[0]
            if parent in stash and each not in begun:
                visit(parent)
            if each in begun or each not in stash:
                return
            begun.add(each)
            for path in getattr(modules.get(parent), '__path__', ()):
                if path in caches:
                    finders[path] = caches[path]
            for other in uses.get(each, ()):
                visit(other)
            order.append(each)

        visit(name)
        return order, finders

    brought = {name: brought_by(name) for name in stash}
    strays = []  # (parent, attribute) that an import of the parent alone does not give it
    actions = {}  # module -> what its import does to others: (function, args, keywords), ...

    def act(name, function, *args, **keywords):
        actions.setdefault(name, []).append((function, args, keywords))

    renewals = find_renewals(module, stash)
    for name in stash:
        if name in filters_of:
            act(name, module.show_filters, filters_of[name])
        for register, args, keywords in registrations.get(name, ()):
            act(name, register, *args, **keywords)
            if name not in renewals:  # the one undoes what the other does
                for when in 'before', 'after_in_child':
                    if when in keywords:
                        act(name, keywords[when])
        if name in renewals:
            function, args = renewals[name]
            act(name, function, *args)
        parent, _, child = name.rpartition('.')
        holder = modules.get(parent)
        is_whole = parent in brought and name in brought[parent][0]
        if not is_whole and getattr(holder, '__dict__', {}).get(child) is stash[name]:
            strays.append((holder, child))
            act(name, setattr, holder, child, stash[name])

    def is_once(name):  # a library of others': some refuse to be loaded again
        origin = getattr(getattr(modules[name], '__spec__', None), 'origin', None) or ''
        return origin.endswith('.so') and '/lib-dynload/' not in origin

    numbers = {name: number for number, name in enumerate(stash)}
    brings = {}
    for name, (order, finders) in brought.items():
        brings[name] = (b''.join(numbers[each].to_bytes(2, sys.byteorder) for each in order),
                        tuple((numbers[each], tuple(actions[each])) for each in order if each in actions),
                        finders, any(map(is_once, order)))

    def hide():
        for name in stash:
            modules.pop(name, None)
        for path in caches:
            sys.path_importer_cache.pop(path, None)
        for holder, attribute in strays:
            delattr(holder, attribute)
        _warnings.filters[:] = filters
        _warnings._filters_mutated()
        module.hide(names, stash, brings, find_and_load)
        bootstrap._find_and_load = module.find_and_load

    return hide


def note_registrations(sys):
    """Notes what modules want done around forks and at the end, instead of registering it: that is
    for a child that imports the module to do, and for no other. Returns {module: [(function to
    register with, args, keywords), ...]}, and functions: to note the calls of one, to end it."""
    import posix
    import os
    asked, replaced, is_over = {}, [], []

    def note_calls(holder, name):
        register = getattr(holder, name)

        def note(*args, **keywords):
            if is_over:
                return register(*args, **keywords)
            owner = sys._getframe(1).f_globals.get('__name__')
            asked.setdefault(owner, []).append((register, args, keywords))
            return args[0] if args else None

        replaced.append((holder, name, register))
        setattr(holder, name, note)

    def end():
        is_over.append(True)
        for holder, name, register in replaced:
            setattr(holder, name, register)

    note_calls(posix, 'register_at_fork')
    os.register_at_fork = posix.register_at_fork
    replaced.append((os, 'register_at_fork', replaced[0][2]))
    return asked, note_calls, end


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
