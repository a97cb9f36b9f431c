/* cpython_rest.py, as the module carries it; ends with a NUL. */
    .section .rodata
    .globl cpython_rest
    .hidden cpython_rest
cpython_rest:
    .incbin "runner/watched/modules/cpython_rest.py"
    .byte 0
    .section .note.GNU-stack, "", @progbits
