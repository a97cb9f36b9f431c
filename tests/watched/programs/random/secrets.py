# differs: stdout
import secrets
print(secrets.token_hex(8), secrets.randbelow(10 ** 9))
