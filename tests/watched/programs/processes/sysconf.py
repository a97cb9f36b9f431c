import os
for name in 'SC_OPEN_MAX', 'SC_CHILD_MAX', 'SC_NPROCESSORS_ONLN', 'SC_PAGE_SIZE', 'SC_CLK_TCK', 'SC_ARG_MAX', 'SC_NGROUPS_MAX':
    print(name, os.sysconf(name))
