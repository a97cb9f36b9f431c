import locale
print(locale.setlocale(locale.LC_ALL), locale.getlocale(), locale.localeconv()['decimal_point'])
for name in '', 'C', 'C.UTF-8', 'de_DE.UTF-8', 'POSIX':
    try:
        print(locale.setlocale(locale.LC_ALL, name))
    except locale.Error as error:
        print(name, error)
