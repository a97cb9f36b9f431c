from .. import double
