import locale
print(f'{1234567.891:n}', locale.format_string('%d', 1234567, grouping=True), locale.strcoll('a', 'B'))
