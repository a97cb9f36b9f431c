print({'apple', 'pear', 'plum', 'fig', 'kiwi'}, set('hello world'))
