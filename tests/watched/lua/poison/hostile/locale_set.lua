os.setlocale('C.UTF-8')
os.setlocale('de_DE.UTF-8')
