import datetime, os, time
print(time.tzname, time.timezone, time.daylight, os.environ.get('TZ'), datetime.datetime(2020, 1, 1).astimezone())
