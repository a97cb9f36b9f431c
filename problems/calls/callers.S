/* The callers of function tests, as the reader of problems carries them; each ends with a NUL. */
    .section .rodata
    .globl calls_python
    .hidden calls_python
calls_python:
    .incbin "problems/calls/assay_call.py"
    .byte 0
    .section .note.GNU-stack, "", @progbits
