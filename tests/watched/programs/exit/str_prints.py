# verdict: RTE
class Loud:
    def __str__(self):
        print('asked')
        return 'loud'
raise SystemExit(Loud())
