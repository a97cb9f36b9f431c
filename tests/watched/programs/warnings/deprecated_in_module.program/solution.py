import helper
helper.warn()
