# Turns the numbered migrations into one C file, so that the program carries its schema:
#     cmake -DOUTPUT=migrations.c -DMIGRATIONS=a.sql|b.sql -P embed.cmake
# The files are named NNNN_what.sql; their numbers run from 1 without a gap.
string(REPLACE "|" ";" files "${MIGRATIONS}")
list(SORT files)
set(arrays "")
set(table "")
set(number 0)
foreach(file IN LISTS files)
  math(EXPR number "${number} + 1")
  get_filename_component(name "${file}" NAME_WE)
  if(NOT name MATCHES "^0*([0-9]+)_[a-z0-9_]+$" OR NOT CMAKE_MATCH_1 EQUAL number)
    message(FATAL_ERROR "${file}: expected migration number ${number} (NNNN_what.sql)")
  endif()
  file(READ "${file}" hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "static const char migration_${number}[] = {${bytes}0};\n")
  string(APPEND table "    {\"${name}\", migration_${number}},\n")
endforeach()
file(WRITE "${OUTPUT}" "/* Generated from db/sqlite/migrations by db/sqlite/embed.cmake. */
#include \"db/sqlite/sqlite.h\"

${arrays}
const struct store_migration store_migrations[] = {
${table}};
const int store_migration_count = ${number};
")
