import gettext
print(gettext.gettext('hello'), gettext.find('x'))
