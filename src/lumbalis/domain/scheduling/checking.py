def check_bookings(calendar, courses, rules):
    return ()
