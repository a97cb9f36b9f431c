from . import double
where = double(21)
