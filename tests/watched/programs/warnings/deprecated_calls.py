import asyncio, locale, unittest
print(asyncio.get_event_loop_policy() is not None)
try:
    locale.getdefaultlocale()
    asyncio.get_event_loop().close()
except Exception as error:
    print(type(error), error)
