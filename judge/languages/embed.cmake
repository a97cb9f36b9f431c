# Turns files into one assembler file, so that the program carries them:
#     cmake -DOUTPUT=embedded.S -DFILES=name=path|name=path -DLIST=path|path -P embed.cmake
# Each of FILES becomes `embedded_NAME` and `embedded_NAME_size`; those of LIST become the table
# `embedded_selftests` (judge/languages/embedded.h).
string(REPLACE "|" ";" files "${FILES}")
set(text "    .section .rodata\n")
foreach(entry IN LISTS files)
  string(REGEX MATCH "^([a-z_]+)=(.*)$" matched "${entry}")
  string(APPEND text "
    .globl embedded_${CMAKE_MATCH_1}
    .balign 8
embedded_${CMAKE_MATCH_1}:
    .incbin \"${CMAKE_MATCH_2}\"
1:  .byte 0
    .globl embedded_${CMAKE_MATCH_1}_size
    .balign 8
embedded_${CMAKE_MATCH_1}_size:
    .quad 1b - embedded_${CMAKE_MATCH_1}
")
endforeach()
string(REPLACE "|" ";" list "${LIST}")
set(table "
    .section .data.rel.ro, \"aw\"
    .globl embedded_selftests
    .balign 8
embedded_selftests:
")
set(number 0)
foreach(path IN LISTS list)
  get_filename_component(name "${path}" NAME)
  math(EXPR number "${number} + 1")
  string(APPEND text "
.Lname${number}:
    .asciz \"${name}\"
.Ldata${number}:
    .incbin \"${path}\"
.Lend${number}:
    .byte 0
")
  string(APPEND table "    .quad .Lname${number}, .Ldata${number}, .Lend${number} - .Ldata${number}\n")
endforeach()
file(WRITE "${OUTPUT}" "${text}${table}    .quad 0, 0, 0
    .section .note.GNU-stack, \"\", @progbits
")
