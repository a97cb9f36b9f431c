/* The module of a watched Lua 5.4 (docs/watched.md). Headers only: it is loaded by a Lua, and what
 * it calls is that one's.
 *
 * Before lua5.4 comes to its script it runs the text in LUA_INIT (handle_luainit, lua.c). So the
 * interpreter is started twice: by lua.lua, which start() replaces by the same vector with a
 * LUA_INIT that calls watch(). There it waits and forks, and a child returns from it: then lua.c
 * itself loads the program, runs it, reports its errors and closes the state, with nothing of ours
 * below it. What is left to do here is that none of this can be seen. */
#include "runner/watched/watched.h"

#include <assert.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define MODULE   "/prog/.watched.so"
#define INIT     "LUA_INIT" LUA_VERSUFFIX /* goes before LUA_INIT */

/* main's own vector, whose pointers lua.c looks at only when it comes to them. */
static struct {
    int argc;
    char **argv;
} own;

/* glibc gives main's arguments to constructors, of what is loaded later too. */
__attribute__((constructor)) static void note_vector(int argc, char **argv)
{
    own.argc = argc;
    own.argv = argv;
}

_Noreturn static void give_up(const char *text)
{
    struct error err;

    watched_ready(text, &err);
    _exit(1);
}

/* ---- the first start ---- */

EXPORTED int start(lua_State *L);

EXPORTED int start(lua_State *L)
{
    luaL_checkversion(L);
    if (getenv("LUA_INIT") || getenv(INIT))
        give_up("LUA_INIT is set, or the interpreter ignores it (-E)");
    if (setenv(INIT, "package.loadlib('" MODULE "', 'watch')()", 1) < 0)
        give_up("there is no memory for its environment");
    execv(own.argv[0], own.argv);
    give_up("the interpreter cannot be started again");
}

/* ---- the second ---- */

/* What loadlib notes of each library: loaded ones are closed with the state. */
static void forget_module(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, "_CLIBS");
    if (lua_istable(L, -1)) {
        lua_pushnil(L);
        lua_setfield(L, -2, MODULE);
        lua_pushnil(L);
        lua_seti(L, -2, luaL_len(L, -2));
    }
    lua_pop(L, 1);
}

static void prepare(lua_State *L)
{
    const char *const *names;
    struct error err;

    if (watched_boot(&names, &err) < 0)
        luaL_error(L, "%s", err.text); /* a program that came upon this */
    if (*names)
        give_up("a watched Lua preloads nothing");
    if (unsetenv(INIT) < 0)
        give_up("its environment cannot be changed");
    forget_module(L);
    if (watched_ready(NULL, &err) < 0)
        _exit(1);
}

/* ---- a child ---- */

/* Runs are random each by itself, as by a start. */
static void seed(lua_State *L)
{
    lua_Integer seeds[2];
    ssize_t got = getrandom(seeds, sizeof(seeds), 0);

    assert(got == (ssize_t)sizeof(seeds)); /* never less (getrandom(2)) */
    lua_getglobal(L, LUA_MATHLIBNAME);
    lua_getfield(L, -1, "randomseed");
    lua_pushinteger(L, seeds[0]);
    lua_pushinteger(L, seeds[1]);
    lua_call(L, 2, 0);
    lua_pop(L, 1);
}

/* Makes the order's vector that of main, of which `arg` was made. */
static void adopt_vector(lua_State *L, const struct watched_order *order)
{
    int script = 0;

    assert(order->argc == (size_t)own.argc);
    lua_getglobal(L, "arg");
    while (lua_geti(L, -1, -1 - script) != LUA_TNIL) {
        lua_pop(L, 1);
        script++;
    }
    lua_pop(L, 1);
    for (int i = 0; i < own.argc; i++) {
        if (strcmp(own.argv[i], order->argv[i]) == 0)
            continue;
        own.argv[i] = (char *)order->argv[i];
        lua_pushstring(L, own.argv[i]);
        lua_seti(L, -2, i - script);
    }
    lua_pop(L, 1);
}

static int load(lua_State *L)
{
    if (luaL_loadfile(L, lua_touserdata(L, 1)) != LUA_OK)
        lua_error(L);
    return 0;
}

/* What `luac -p FILE` does. In a state of its own, as deep in calls of C as there. */
_Noreturn static void check(const struct watched_order *order)
{
    lua_State *L = luaL_newstate();

    if (!L)
        _exit(126);
    lua_pushcfunction(L, load);
    lua_pushlightuserdata(L, (void *)order->file);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        fprintf(stderr, "%s: %s\n", order->argv[0], lua_tostring(L, -1));
        _exit(EXIT_FAILURE);
    }
    _exit(EXIT_SUCCESS);
}

EXPORTED int watch(lua_State *L);

EXPORTED int watch(lua_State *L)
{
    struct watched_order order;

    prepare(L);
    watched_serve(NULL, &order);
    if (order.is_compile)
        check(&order);
    adopt_vector(L, &order);
    seed(L);
    return 0;
}
