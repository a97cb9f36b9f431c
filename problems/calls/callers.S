/* The callers of function tests, as the reader of problems carries them; each ends with a NUL. */
    .section .rodata
    .globl calls_python
    .hidden calls_python
calls_python:
    .incbin "problems/calls/assay_call.py"
    .byte 0
    .globl calls_javascript
    .hidden calls_javascript
calls_javascript:
    .incbin "problems/calls/assay_call.js"
    .byte 0
    .globl calls_java
    .hidden calls_java
calls_java:
    .incbin "problems/calls/AssayCall.java"
    .byte 0
    .globl calls_c
    .hidden calls_c
calls_c:
    .incbin "problems/calls/assay_call.c.txt"
    .byte 0
    .section .note.GNU-stack, "", @progbits
