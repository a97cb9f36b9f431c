import calendar, time
print(time.strftime('%A %d %B %Y %x %X %p', time.gmtime(0)), calendar.month_name[5], calendar.day_abbr[2])
