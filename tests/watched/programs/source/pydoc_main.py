import pydoc
class C:
    """Doc of C."""
    def m(self):
        """Doc of m."""
print(pydoc.render_doc(C, renderer=pydoc.plaintext))
