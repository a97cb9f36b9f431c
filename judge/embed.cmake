# Turns files into one assembler file, so that the program carries them:
#     cmake -DOUTPUT=embedded.S -DFILES=name=path|name=path -P embed.cmake
# Each becomes `embedded_NAME` and `embedded_NAME_size` (judge/embedded.h).
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
file(WRITE "${OUTPUT}" "${text}
    .section .note.GNU-stack, \"\", @progbits
")
