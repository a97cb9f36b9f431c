import optparse
parser = optparse.OptionParser()
print(parser.get_prog_name(), parser.get_usage())
