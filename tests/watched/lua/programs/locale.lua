print(os.setlocale('C'), os.setlocale('de_DE.UTF-8'), os.setlocale(nil, 'numeric'), os.setlocale('C.UTF-8'))
print(('\xc3\xa4'):upper() == '\xc3\xa4', string.format('%.2f', 1.5), tonumber('1,5'))
