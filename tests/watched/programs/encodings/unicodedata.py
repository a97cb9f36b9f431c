import unicodedata
print(unicodedata.unidata_version, unicodedata.name('é'), 'ß'.upper(), 'İ'.lower().encode())
