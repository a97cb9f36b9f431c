import decimal, first
