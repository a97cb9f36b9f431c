# verdict: RTE
import decimal
decimal.Decimal(1) / 0
