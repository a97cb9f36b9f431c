# What an import leaves in the registries of modules that were there.
import copyreg
import re
print(re.Pattern in copyreg.dispatch_table, issubclass(re.Pattern, object))
