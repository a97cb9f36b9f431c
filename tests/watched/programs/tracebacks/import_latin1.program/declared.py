# -*- coding: latin-1 -*-
text = 'x'
raise ValueError(text)
