# verdict: RTE
class Leave(SystemExit):
    @property
    def code(self):
        return 17
raise Leave('text')
