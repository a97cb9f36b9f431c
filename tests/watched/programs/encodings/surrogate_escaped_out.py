# The C.UTF-8 locale makes stdout take what stdin let through.
print('\udc80')
