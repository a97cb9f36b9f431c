class Account:
    def __init__(self, owner):
        self.owner, self.balance = owner, 0

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("there are only %s" % self.balance)
        self.balance -= amount


def interest(amount, percent, years):
    return [amount * (1 + percent / 100) ** (year + 1) for year in range(years)]


def owners(accounts):
    return {account.owner for account in accounts}


def show(account):
    print("%s: %.2f" % (account.owner, account.balance))


if __name__ == "__main__":
    show(Account("nobody"))
