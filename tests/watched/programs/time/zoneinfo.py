import datetime, zoneinfo
print(len(zoneinfo.available_timezones()) > 0, zoneinfo.TZPATH)
try:
    print(datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')))
except Exception as error:
    print(type(error), error)
