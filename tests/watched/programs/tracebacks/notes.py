# verdict: RTE
error = ValueError('with a note')
error.add_note('the note\nof two lines')
raise error
