# What a watched CPython starts with: it lies where a program's source will lie, so that the
# interpreter's own start gives it the argv, path, __main__ and streams that a program has. It loads
# the module beside it, has that prepare what it needs, and leaves by an exception: the hook for
# those is called with no Python frame below it, and there the module waits and forks.


def watch():
    import sys
    main = sys.modules['__main__'].__dict__
    folder = main['__file__'].rpartition('/')[0]
    imp, bootstrap, external = (sys.modules[name] for name in (
        '_imp', '_frozen_importlib', '_frozen_importlib_external'))
    path = folder + '/.watched.so'
    spec = bootstrap.ModuleSpec('_assay_watched', external.ExtensionFileLoader('_assay_watched', path),
                                origin=path)
    module = imp.create_dynamic(spec)
    imp.exec_dynamic(module)
    names = module.boot()
    try:
        # compiled only now: what that takes is not the bare interpreter's
        scope = {}
        exec(module.rest(), scope)
        scope['prepare'](sys, bootstrap, external, module, folder, names, bare)
    except BaseException as failure:
        module.ready('%s: %s' % (type(failure).__name__, failure))
        raise
    del main['watch'], main['bare']
    sys.path_importer_cache.pop(sys.path[0], None)
    sys.excepthook = module.serve
    raise Exception


bare = set(__import__('sys').modules)
watch()
