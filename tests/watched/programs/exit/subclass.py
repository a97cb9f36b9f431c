# verdict: RTE
class Leave(SystemExit):
    def __init__(self):
        super().__init__(5)
raise Leave
