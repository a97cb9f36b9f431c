/* Definitions of languages: what each key does, what is said of a wrong one, and how definitions
 * are laid over each other and found again. */
#include "base/buffer.h"
#include "base/fd.h"
#include "judge/languages/language.h"
#include "problems/problem.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROWS(rows) (sizeof(rows) / sizeof((rows)[0]))

/* What the rows below are laid over. */
#define HEAD "assay_languages: 1\nlanguages:\n"
static const char BASE[] = HEAD "  x:\n"
                                "    title: A title\n"
                                "    aliases: [ex]\n"
                                "    extensions: [.x]\n"
                                "    shebang: [xx]\n"
                                "    program: /bin/x\n"
                                "    source: solution.x\n"
                                "    compile: [\"{program}\", -o, \"{out}/s\", \"{sources}\"]\n"
                                "    run: [/prog/s]\n"
                                "    environment: {A: 1, B: 2}\n";

struct definitions {
    struct language table[LANGUAGES_MAX];
    size_t count;
    struct report report;
    int result;
};

static void read_over(struct definitions *definitions, const char *text, size_t size)
{
    report_release(&definitions->report);
    definitions->report = (struct report)REPORT_INIT;
    definitions->result = language_read("file.yaml", text, size, definitions->table,
                                        &definitions->count, &definitions->report);
    assert_int_equal(definitions->result, definitions->report.errors > 0 ? -EINVAL : 0);
}

static void read_base(struct definitions *definitions)
{
    *definitions = (struct definitions){0};
    read_over(definitions, BASE, strlen(BASE));
    assert_int_equal(definitions->result, 0);
    assert_int_equal(definitions->count, 1);
}

static void write_list(struct buffer *text, const char *name, const char *const *list)
{
    buffer_format(text, "%s=", name);
    for (; list && *list; list++)
        buffer_format(text, "%s%s", *list, list[1] ? "," : "");
    buffer_append_text(text, list ? "\n" : "none\n");
}

static const char *or_none(const char *text)
{
    return text ? text : "none";
}

/* Everything of a language, a line each. */
static void write_language(struct buffer *text, const struct language *language)
{
    buffer_format(text, "name=%s\ntitle=%s\n", language->name, language->title);
    write_list(text, "aliases", language->aliases);
    write_list(text, "extensions", language->extensions);
    write_list(text, "shebang", language->shebangs);
    buffer_format(text, "program=%s\nsource=%s\n", or_none(language->program),
                  or_none(language->source_name));
    write_list(text, "compile", language->compile);
    write_list(text, "run", language->run);
    write_list(text, "version", language->version);
    buffer_format(text, "compile_limits=%lld,%lld,%lld,%lld,%lld\n",
                  (long long)language->compile_us, (long long)language->compile_wall_us,
                  (long long)language->compile_memory_kib, (long long)language->compile_output_kib,
                  (long long)language->compile_processes);
    write_list(text, "paths", language->paths);
    write_list(text, "compile_paths", language->compile_paths);
    write_list(text, "environment", language->environment);
    buffer_format(text, "threads=%lld\naddress=%lld\nproc=%d\nlocks=%d\nscheduler=%d\n",
                  (long long)language->threads, (long long)language->address_kib,
                  language->has_proc, language->has_locks, language->has_scheduler);
    buffer_format(text, "watched=%zu\n", language->watch);
    write_list(text, "preload", language->preload);
    write_list(text, "memory_errors", language->memory_errors);
    write_list(text, "compile_causes", language->compile_causes);
    write_list(text, "run_causes", language->run_causes);
    buffer_format(text, "allowance=%g,%lld,%lld,%lld\n", language->time_factor,
                  (long long)language->extra_time_us, (long long)language->extra_memory_kib,
                  (long long)language->extra_processes);
    buffer_format(text, "main_class=%d\nimage=%d\narchive=%d\nscripts=%d\nproducts=%d\n",
                  language->has_main_class, language->is_image, language->is_archive,
                  language->is_scripts, language->has_products);
    buffer_format(text, "keep_extension=%d\ntools=%d\nskip_bom=%d\nskip_cr=%d\n",
                  language->keeps_extension, language->has_tools, language->skips_bom,
                  language->skips_cr);
    write_list(text, "needs", language->needs);
    buffer_format(text, "highlight=%s\njudge0_id=%lld\n", language->highlight,
                  (long long)language->judge0_id);
    write_list(text, "packages", language->packages);
    write_list(text, "self_test", language->cannot);
}

/* The lines of the second text that the first has not, both of as many lines. */
static void write_changed(struct buffer *changed, char *before, char *after)
{
    char *old, *new;

    while ((new = strsep(&after, "\n")) != NULL) {
        old = strsep(&before, "\n");
        assert_non_null(old);
        if (strcmp(old, new) != 0)
            buffer_format(changed, "%s\n", new);
    }
    assert_null(before);
}

/* ---- each key, laid over the base ---- */

static const struct {
    const char *yaml, *changed;
} accepted[] = {
    {"title: \"no: 1\"", "title=no: 1\n"},
    {"aliases: [C++, c-sharp, f#, v1.0_]", "aliases=C++,c-sharp,f#,v1.0_\n"},
    {"aliases: []", "aliases=\n"},
    {"extensions: [.py, .c++]", "extensions=.py,.c++\n"},
    {"shebang: [python3, a]", "shebang=python3,a\n"},
    {"program: /usr/bin/y", "program=/usr/bin/y\n"},
    {"source: \"{class}.java\"", "source={class}.java\n"},
    {"source: no", "source=no\n"},
    {"compile: []", "compile=none\nproducts=0\n"},
    {"compile: [/bin/sh, -n, \"{file}\"]", "compile=/bin/sh,-n,{file}\nproducts=0\n"},
    {"compile: [/bin/a, \"-o{out}\", \"{dir}{stem}{memory_mib}{stack_kib}\", \"\\n\"]",
     "compile=/bin/a,-o{out},{dir}{stem}{memory_mib}{stack_kib},\n\n"},
    {"run: [\"{file}\", \"{stem}\", \"{program}\", \"{ {a b} {}\"]",
     "run={file},{stem},{program},{ {a b} {}\n"},
    {"version: [\"{program}\", --version]", "version={program},--version\n"},
    {"version: []", ""},
    {"compile_limits: {time: 2s}", "compile_limits=2000000,6000000,524288,65536,32\n"},
    {"compile_limits: {time: 60min}", "compile_limits=3600000000,7201000000,524288,65536,32\n"},
    {"compile_limits: {wall: 2s}", "compile_limits=10000000,2000000,524288,65536,32\n"},
    {"compile_limits: {time: 1s, wall: 10s, memory: 1GiB, output: 1MiB, processes: 512}",
     "compile_limits=1000000,10000000,1048576,1024,512\n"},
    {"paths: [/lib, \"/usr/lib/python3*\", /tmpfile]", "paths=/lib,/usr/lib/python3*,/tmpfile\n"},
    {"compile_paths: []", "compile_paths=\n"},
    {"environment: {B: 3, C: \"\"}", "environment=A=1,B=3,C=\n"},
    {"environment: {}", ""},
    {"threads: 1024", "threads=1024\n"},
    {"address: none", "address=-1\n"},
    {"address: 1GiB", "address=1048576\n"},
    {"proc: compile", "proc=1\n"},
    {"proc: yes", "proc=2\n"},
    {"proc: no", ""},
    {"locks: yes", "locks=1\n"},
    {"scheduler: yes", "scheduler=1\n"},
    {"memory_errors: [MemoryError, \"*OutOfMemory*\"]",
     "memory_errors=MemoryError,*OutOfMemory*\n"},
    {"allowance: {time_factor: 2.5}", "allowance=2.5,0,0,0\n"},
    {"allowance: {time_factor: 0.1, extra_time: 500ms, extra_memory: 64MiB}",
     "allowance=0.1,500000,65536,0\n"},
    {"allowance: {extra_processes: 255}", "allowance=1,0,0,255\n"},
    {"causes: {run: ['^a: .*$', b]}", "run_causes=^a: .*$,b\n"},
    {"causes: {compile: [c], run: []}", "compile_causes=c\n"},
    {"main_class: yes", "main_class=1\n"},
    {"watched: cpython\n    compile: []", "compile=none\nwatched=1\nproducts=0\n"},
    {"watched: lua\n    compile: []", "compile=none\nwatched=2\nproducts=0\n"},
    {"preload: [numpy, json]", "preload=numpy,json\n"},
    {"keep_extension: yes", "keep_extension=1\n"},
    {"tools: yes", "tools=1\n"},
    {"skip_bom: no", "skip_bom=0\n"},
    {"skip_cr: yes", "skip_cr=1\n"},
    {"needs: [/usr/lib/x.so]", "needs=/usr/lib/x.so\n"},
    {"image: yes", "image=1\n"},
    {"highlight: python", "highlight=python\n"},
    {"judge0_id: 71", "judge0_id=71\n"},
    {"packages: [gcc-12, g++]", "packages=gcc-12,g++\n"},
    {"self_test: {without: [deep, mul]}", "self_test=deep,mul\n"},
    {"archive: yes", "archive=1\n"},
    {"scripts: yes", "scripts=1\n"},
    {"enabled: yes", ""},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(accepted); i++) {
        struct buffer before = BUFFER_INIT, after = BUFFER_INIT, changed = BUFFER_INIT;
        struct buffer text = BUFFER_INIT;
        struct definitions definitions;

        read_base(&definitions);
        write_language(&before, &definitions.table[0]);
        buffer_format(&text, HEAD "  x:\n    %s\n", accepted[i].yaml);
        read_over(&definitions, text.data, text.size);
        if (definitions.result < 0)
            fail_msg("%s: %s", accepted[i].yaml, definitions.report.first->text);
        assert_int_equal(definitions.count, 1);
        write_language(&after, &definitions.table[0]);
        /* a text with a line end in it has a line more in both */
        if (!strstr(accepted[i].yaml, "\\n"))
            write_changed(&changed, before.data, after.data);
        else
            buffer_append_text(&changed, strstr(after.data, accepted[i].changed)
                                             ? accepted[i].changed
                                             : "not there");
        if (strcmp(changed.data, accepted[i].changed) != 0)
            fail_msg("%s changes %s", accepted[i].yaml, changed.data);
        report_release(&definitions.report);
        buffer_release(&before);
        buffer_release(&after);
        buffer_release(&changed);
        buffer_release(&text);
    }
}

/* At line 4, where the key stands in column 5. */
static const struct {
    const char *yaml;
    int line, column;
    const char *said;
} refused[] = {
    {"title: [a]", 4, 12, "expected a title"},
    {"title: \"\"", 4, 12, "expected a title"},
    {"title: \"a\\nb\"", 4, 12, "expected a title"},
    {"title:", 4, 11, "expected a title"},
    {"aliases: ex", 4, 14, "expected a list of names"},
    {"aliases: [\"a b\"]", 4, 14, "found \"a b\", expected a list of names"},
    {"aliases: [[a]]", 4, 15, "expected a list of names"},
    {"aliases: [abcdefghijklmnopqrstuvwxyzabcdefg]", 4, 14, "expected a list of names"},
    {"extensions: [py]", 4, 17, "with their dots"},
    {"extensions: [.]", 4, 17, "with their dots"},
    {"extensions: [.tar.gz]", 4, 17, "with their dots"},
    {"extensions: [./x]", 4, 17, "with their dots"},
    {"shebang: [/bin/x]", 4, 14, "expected a list of names"},
    {"program: gcc", 4, 14, "expected the absolute path of a program"},
    {"program: {a: b}", 4, 14, "expected the absolute path of a program"},
    {"source: a/b", 4, 13, "expected a file name"},
    {"source: ..", 4, 13, "expected a file name"},
    {"source: .hidden", 4, 13, "expected a file name"},
    {"source: [x]", 4, 13, "expected a file name"},
    {"source: abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk", 4, 13, "expected a file name"},
    {"compile: gcc", 4, 14, "there is no shell"},
    {"compile: [gcc]", 4, 15, "found \"gcc\", expected the absolute path of a program"},
    {"compile: [/bin/gcc, \"-c{sources}\"]", 4, 25, "expected {sources} as a whole argument"},
    {"compile: [/bin/gcc, \"{main}\"]", 4, 25, "expected a placeholder that stands here"},
    {"compile: [/bin/gcc, [x]]", 4, 25, "expected an argument vector"},
    {"run: []", 4, 10, "expected 1 to 64 arguments"},
    {"run: [/bin/x, \"{out}\"]", 4, 19, "expected a placeholder that stands here"},
    {"run: [/bin/x, \"-l{sources}\"]", 4, 19, "expected {sources} as a whole argument"},
    {"run: [/bin/x, \"a{file}{fiel}\"]", 4, 19, "found \"a{file}{fiel}\""},
    {"run: [/bin/x, \"{main}\"]", 3, 3, "expected `main_class: yes` with it"},
    {"run: [\"a\\0b\"]", 4, 11, "expected an argument vector"},
    {"version: [x]", 4, 15, "expected the absolute path of a program"},
    {"version: [/bin/x, \"{file}\"]", 4, 23, "expected a placeholder that stands here"},
    {"compile_limits: 10s", 4, 21, "expected limits of the compile step"},
    {"compile_limits: {tiem: 1s}", 4, 22, "did you mean \"time\""},
    {"compile_limits: {time: 1}", 4, 28, "with the unit"},
    {"compile_limits: {time: -1s}", 4, 28, "expected a time"},
    {"compile_limits: {wall: 1MiB}", 4, 28, "expected a time"},
    {"compile_limits: {memory: 1s}", 4, 30, "expected a size"},
    {"compile_limits: {output: 64}", 4, 30, "expected a size"},
    {"compile_limits: {processes: 0}", 4, 33, "1 to 512"},
    {"compile_limits: {processes: 513}", 4, 33, "1 to 512"},
    {"compile_limits: {processes: many}", 4, 33, "1 to 512"},
    {"paths: /lib", 4, 12, "expected a list of absolute paths"},
    {"paths: [lib]", 4, 12, "expected a list of absolute paths"},
    {"paths: [/]", 4, 12, "expected a list of absolute paths"},
    {"paths: [/tmp]", 4, 12, "which a cell has of its own"},
    {"paths: [/proc/self]", 4, 12, "which a cell has of its own"},
    {"compile_paths: [/dev/shm]", 4, 20, "which a cell has of its own"},
    {"environment: [A=1]", 4, 18, "expected a mapping such as"},
    {"environment: {\"A=B\": 1}", 4, 19, "expected the name of a variable"},
    {"environment: {\"\": 1}", 4, 19, "expected the name of a variable"},
    {"environment: {A: [1]}", 4, 22, "expected its value"},
    {"environment: {A: \"1\\n2\"}", 4, 22, "expected its value"},
    {"environment: {A: 1, A: 2}", 4, 25, "A"},
    {"threads: 0", 4, 14, "1 to 1024"},
    {"threads: 1025", 4, 14, "1 to 1024"},
    {"threads: 1.5", 4, 14, "1 to 1024"},
    {"threads: [1]", 4, 14, "1 to 1024"},
    {"address: all", 4, 14, "expected a size"},
    {"address: 4", 4, 14, "expected a size"},
    {"proc: maybe", 4, 11, "expected no, compile or yes"},
    {"locks: 1", 4, 12, "expected yes or no"},
    {"scheduler: [yes]", 4, 16, "expected yes or no"},
    {"memory_errors: MemoryError", 4, 20, "expected a list of texts"},
    {"allowance: 2", 4, 16, "expected an allowance"},
    {"allowance: {time_factor: 0}", 4, 30, "0.1 to 100"},
    {"allowance: {time_factor: 101}", 4, 30, "0.1 to 100"},
    {"allowance: {time_factor: .nan}", 4, 30, "0.1 to 100"},
    {"allowance: {extra_time: 1MiB}", 4, 29, "expected a time"},
    {"allowance: {extra_memory: 64}", 4, 31, "expected a size"},
    {"allowance: {extra_processes: -1}", 4, 34, "0 to 255"},
    {"allowance: {extra_processes: 256}", 4, 34, "0 to 255"},
    {"keep_extension: .f", 4, 21, "expected yes or no"},
    {"tools: [sort]", 4, 12, "expected yes or no"},
    {"skip_bom: 1", 4, 15, "expected yes or no"},
    {"skip_cr: 1", 4, 14, "expected yes or no"},
    {"needs: [x.so]", 4, 12, "expected a list of absolute paths"},
    {"allowance: {extra: 1s}", 4, 17, "unknown key \"extra\""},
    {"causes: [a]", 4, 13, "expected a mapping of compile and run"},
    {"causes: {start: [a]}", 4, 14, "unknown key \"start\""},
    {"causes: {run: a}", 4, 19, "expected a list of regular expressions"},
    {"causes: {run: [a, '(b']}", 4, 23,
     "found \"(b\", expected a POSIX extended regular expression ("},
    {"main_class: Main", 4, 17, "expected yes or no"},
    {"watched: cpython", 3, 3, "expected a language whose sources are run as they are"},
    {"watched: yes", 4, 14, "expected off, cpython or lua"},
    {"watched: lua\n    compile: []\n    preload: [lpeg]", 3, 3,
     "found `preload` with `watched: lua`, expected none"},
    {"preload: numpy", 4, 14, "expected a list of modules such as [numpy]"},
    {"image: on", 4, 12, "expected yes or no"},
    {"archive: zip", 4, 14, "expected yes or no"},
    {"scripts: sh", 4, 14, "expected yes or no"},
    {"highlight: []", 4, 16, "expected a name that highlight.js knows"},
    {"judge0_id: -1", 4, 16, "expected a number"},
    {"judge0_id: x", 4, 16, "expected a number"},
    {"packages: gcc", 4, 15, "expected a list of names"},
    {"self_test: [deep]", 4, 16, "expected what the self-test should know"},
    {"self_test: {with: [deep]}", 4, 17, "unknown key \"with\""},
    {"self_test: {without: deep}", 4, 26, "expected a list of acts"},
    {"enabled: maybe", 4, 14, "expected yes or no"},
    {"like: x", 4, 11, "expected no `like` in a language that is defined already"},
    {"tilte: x", 4, 5, "did you mean \"title\""},
    {"colour: red", 4, 5, "unknown key \"colour\""},
    {"title: a\n    title: b", 5, 5, "title"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(refused); i++) {
        struct buffer text = BUFFER_INIT;
        struct definitions definitions;
        const struct report_entry *entry;

        read_base(&definitions);
        buffer_format(&text, HEAD "  x:\n    %s\n", refused[i].yaml);
        read_over(&definitions, text.data, text.size);
        entry = definitions.report.first;
        if (!entry)
            fail_msg("accepted: %s", refused[i].yaml);
        if (entry->line != refused[i].line || entry->column != refused[i].column ||
            !strstr(entry->message, refused[i].said) || strncmp(entry->text, "file.yaml:", 10) != 0)
            fail_msg("%s, expected %d:%d %s, got %s", refused[i].yaml, refused[i].line,
                     refused[i].column, refused[i].said, entry->text);
        if (definitions.report.errors != 1)
            fail_msg("%s: %zu errors", refused[i].yaml, definitions.report.errors);
        report_release(&definitions.report);
        buffer_release(&text);
    }
}

static int has_row(const char *key, int wants_refusal)
{
    size_t size = strlen(key);

    for (size_t i = 0; i < (wants_refusal ? ROWS(refused) : ROWS(accepted)); i++) {
        const char *yaml = wants_refusal ? refused[i].yaml : accepted[i].yaml;

        if (strncmp(yaml, key, size) == 0 && yaml[size] == ':')
            return 1;
    }
    return 0;
}

/* Every key that the docs describe has rows above. */
static void test_every_key_is_tested(void **state)
{
    struct buffer page = BUFFER_INIT;
    struct error err;
    int fd = open(DOCS_LANGUAGES, O_RDONLY | O_CLOEXEC), keys = 0;
    char *at, *end;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(fd_read_all(fd, 1 << 20, &page, DOCS_LANGUAGES, &err), 0);
    fd_close(&fd);
    at = strstr(page.data, "## The keys");
    assert_non_null(at);
    end = strstr(at, "\n\n");
    assert_non_null(end);
    *end = '\0';
    while ((at = strstr(at, "\n| `")) != NULL) {
        char *cell_end = strstr(at + 3, " |");

        assert_non_null(cell_end);
        *cell_end = '\0';
        for (char *word = at + 3; *(word += strspn(word, "`, ")); word += strlen(word) + 1) {
            word[strcspn(word, "`, ")] = '\0';
            /* `like` begins a definition: test_like_chains has it */
            if (strcmp(word, "like") != 0 && (!has_row(word, 0) || !has_row(word, 1)))
                fail_msg("the key %s lacks a row", word);
            keys++;
        }
        at = cell_end + 1;
    }
    assert_true(keys >= 26);
    buffer_release(&page);
}

/* ---- whole files ---- */

static const struct {
    const char *label, *text;
    int line, column; /* 0: not looked at */
    const char *said;
} files[] = {
    {"empty", "", 0, 0, ""},
    {"a list", "[]", 1, 1, "expected a file of languages"},
    {"no version", "languages: {}\n", 1, 1, "assay_languages: 1"},
    {"another version", "assay_languages: 2\nlanguages: {}\n", 1, 18, "assay_languages: 1"},
    {"no languages", "assay_languages: 1\n", 1, 1, "the key \"languages\""},
    {"a list of languages", "assay_languages: 1\nlanguages: [x]\n", 2, 12,
     "expected a mapping of languages"},
    {"unknown key", "assay_languages: 1\nlanguage: {}\nlanguages: {}\n", 2, 1,
     "did you mean \"languages\""},
    {"a name with a blank", HEAD "  \"a b\": {}\n", 3, 3, "expected the name of a language"},
    {"an empty name", HEAD "  \"\": {}\n", 3, 3, "expected the name of a language"},
    {"a name with a slash", HEAD "  a/b: {}\n", 3, 3, "expected the name of a language"},
    {"nothing of a language", HEAD "  y:\n", 3, 5, "expected the definition of a language"},
    {"twice", HEAD "  y: {run: [/y], source: y}\n  y: {run: [/y], source: y}\n", 4, 3, "y"},
    {"no run", HEAD "  y: {source: y}\n", 3, 3, "found no run"},
    {"no source", HEAD "  y: {run: [/y]}\n", 3, 3, "found no source"},
    {"no program", HEAD "  y: {source: y, run: [\"{program}\"]}\n", 3, 3,
     "expected the key `program`"},
    {"main_class without products", HEAD "  y: {source: y, run: [/y], main_class: yes}\n", 3, 3,
     "expected {out} in `compile`"},
    {"archive without products", HEAD "  y: {source: y, run: [/y], archive: yes}\n", 3, 3,
     "expected {out} in `compile`"},
    {"scripts without products", HEAD "  y: {source: y, run: [/y], scripts: yes}\n", 3, 3,
     "found `scripts: yes`"},
    {"like itself", HEAD "  y: {like: y}\n", 3, 13, "defined before"},
    {"like a later one", HEAD "  y: {like: z}\n  z: {source: z, run: [/z]}\n", 3, 13,
     "defined before"},
    {"like each other", HEAD "  y: {like: z}\n  z: {like: y}\n", 3, 13, "defined before"},
    {"like a list", HEAD "  y: {like: [x]}\n", 3, 13, "defined before"},
    {"like an alias", HEAD "  y: {like: ex}\n", 3, 13, "defined before"},
    {"a name that is an alias", HEAD "  ex: {like: x}\n", 0, 0, "expected no name of ex"},
    {"an alias that is a name", HEAD "  y: {like: x, aliases: [X]}\n", 0, 0,
     "expected no name of x"},
    {"an alias of two", HEAD "  y: {like: x, aliases: [EX]}\n", 0, 0, "expected no name of y"},
    {"an anchor", HEAD "  y: &a {like: x}\n", 0, 0, "anchor"},
    {"two documents", HEAD "  y: {like: x}\n---\na\n", 0, 0, ""},
    {"no UTF-8", HEAD "  y: {title: \"\xff\"}\n", 3, 0, ""},
    {"a tab", HEAD "\ty: {}\n", 3, 0, ""},
};

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(files); i++) {
        struct definitions definitions;
        const struct report_entry *entry;

        read_base(&definitions);
        read_over(&definitions, files[i].text, strlen(files[i].text));
        entry = definitions.report.first;
        if (!entry)
            fail_msg("accepted: %s", files[i].label);
        if ((files[i].line && entry->line != files[i].line) ||
            (files[i].column && entry->column != files[i].column) ||
            !strstr(entry->message, files[i].said))
            fail_msg("%s, expected %d:%d %s, got %s", files[i].label, files[i].line,
                     files[i].column, files[i].said, entry->text);
        report_release(&definitions.report);
    }
}

/* All errors are told at once, and a language with one is read on. */
static void test_all_errors_at_once(void **state)
{
    static const char text[] = HEAD "  x: {threads: 0, image: 1}\n  y: {like: z}\n  z: 1\n";
    struct definitions definitions;
    int lines = 0;

    (void)state;
    read_base(&definitions);
    read_over(&definitions, text, strlen(text));
    assert_int_equal(definitions.report.errors, 4);
    for (const struct report_entry *entry = definitions.report.first; entry; entry = entry->next)
        lines = lines * 10 + entry->line;
    assert_int_equal(lines, 3345);
    report_release(&definitions.report);
}

static void test_like_chains(void **state)
{
    static const char text[] = HEAD "  y: {like: x, title: Y, packages: [p], judge0_id: 3}\n"
                                    "  z: {like: y, program: /bin/z, environment: {B: 9}}\n";
    struct definitions definitions;
    struct buffer line = BUFFER_INIT;
    const struct language *z;

    (void)state;
    read_base(&definitions);
    read_over(&definitions, text, strlen(text));
    assert_int_equal(definitions.result, 0);
    assert_int_equal(definitions.count, 3);
    language_settle(definitions.table, definitions.count);
    z = &definitions.table[2];
    assert_string_equal(z->name, "z");
    assert_string_equal(z->title, "Y");
    /* what names a language is not taken over */
    assert_null(z->aliases[0]);
    assert_null(z->extensions[0]);
    assert_null(z->shebangs[0]);
    assert_null(z->packages[0]);
    assert_int_equal(z->judge0_id, -1);
    /* the program of the one, the vector of the other */
    assert_string_equal(z->compile[0], "/bin/z");
    assert_string_equal(definitions.table[0].compile[0], "/bin/x");
    write_list(&line, "", z->environment);
    assert_string_equal(line.data, "=PATH=/usr/local/bin:/usr/bin:/bin,HOME=/tmp,TMPDIR=/tmp,"
                                   "LANG=C.UTF-8,USER=nobody,A=1,B=9\n");
    buffer_release(&line);
    report_release(&definitions.report);
}

/* What shell programs are made of is added once, also where a definition is like one that has it.
 */
static void test_tools(void **state)
{
    static const char text[] = HEAD "  x: {tools: yes, paths: [/lib]}\n  y: {like: x}\n"
                                    "  z: {like: x, tools: no}\n";
    struct definitions definitions;
    size_t sorts = 0, count = 0;

    (void)state;
    read_base(&definitions);
    read_over(&definitions, text, strlen(text));
    assert_int_equal(definitions.result, 0);
    language_settle(definitions.table, definitions.count);
    for (const char *const *path = definitions.table[1].paths; *path; path++, count++)
        sorts += strcmp(*path, "/usr/bin/sort") == 0;
    assert_string_equal(definitions.table[1].paths[0], "/lib");
    assert_int_equal(sorts, 1);
    assert_true(count > 40);
    assert_null(definitions.table[2].paths[1]);
    report_release(&definitions.report);
}

/* ---- the name of a source in a cell ---- */

static const struct {
    int keeps;
    const char *file_name, *expected;
} source_names[] = {
    {0, "a.f", "solution.f90"},         {1, "a.f", "solution.f"},
    {1, "a.F", "solution.F"}, /* is run through the preprocessor */
    {1, "dir.x/a.for", "solution.for"}, {1, "dir.f/a", "solution.f90"},
    {1, "a.txt", "solution.f90"},       {1, "", "solution.f90"},
    {1, "a.", "solution.f90"},          {1, ".f", "solution.f"},
};

static void test_source_name(void **state)
{
    const char *const extensions[] = {".f90", ".f", ".for", NULL};
    struct arena arena = ARENA_INIT;

    (void)state;
    for (size_t i = 0; i < ROWS(source_names); i++) {
        const struct language language = {.source_name = "solution.f90",
                                          .extensions = extensions,
                                          .keeps_extension = source_names[i].keeps};

        assert_string_equal(language_source_name(&language, source_names[i].file_name, &arena),
                            source_names[i].expected);
    }
    arena_release(&arena);
}

static void test_settled(void **state)
{
    static const char text[] =
        HEAD "  x:\n    run: [\"{program}\", \"-I{program}/lib:{program}\", \"{file}\"]\n"
             "    environment: {PATH: /bin, LANGUAGE: de}\n";
    struct definitions definitions;
    struct buffer line = BUFFER_INIT;

    (void)state;
    read_base(&definitions);
    read_over(&definitions, text, strlen(text));
    language_settle(definitions.table, definitions.count);
    write_list(&line, "run", definitions.table[0].run);
    write_list(&line, "", definitions.table[0].environment);
    assert_string_equal(line.data, "run=/bin/x,-I/bin/x/lib:/bin/x,{file}\n"
                                   "=PATH=/bin,HOME=/tmp,TMPDIR=/tmp,LANG=C.UTF-8,USER=nobody,"
                                   "A=1,B=2,LANGUAGE=de\n");
    buffer_release(&line);
    report_release(&definitions.report);
}

static void test_disabled(void **state)
{
    static const char text[] = HEAD "  y: {like: x}\n  x: {enabled: no}\n"
                                    "  z: {like: y, enabled: no}\n";
    struct definitions definitions;

    (void)state;
    read_base(&definitions);
    read_over(&definitions, text, strlen(text));
    assert_int_equal(definitions.result, 0);
    assert_int_equal(definitions.count, 1);
    assert_string_equal(definitions.table[0].name, "y");
    report_release(&definitions.report);
}

static void test_bounds(void **state)
{
    struct buffer many = BUFFER_INIT, longs = BUFFER_INIT, list = BUFFER_INIT;
    struct definitions definitions;

    (void)state;
    read_base(&definitions);
    buffer_append_text(&many, HEAD);
    for (int i = 1; i < LANGUAGES_MAX; i++)
        buffer_format(&many, "  l%d: {like: x}\n", i);
    read_over(&definitions, many.data, many.size);
    assert_int_equal(definitions.result, 0);
    assert_int_equal(definitions.count, LANGUAGES_MAX);
    read_over(&definitions, HEAD "  more: {like: x}\n", strlen(HEAD) + 18);
    assert_string_equal(definitions.report.first->message,
                        "found \"more\", expected at most 64 languages");
    assert_int_equal(definitions.count, LANGUAGES_MAX);

    buffer_append_text(&longs, HEAD "  x: {run: [/a");
    for (int i = 0; i < 5; i++)
        buffer_format(&longs, ", %04000d", i);
    buffer_append_text(&longs, "]}\n");
    read_over(&definitions, longs.data, longs.size);
    assert_non_null(strstr(definitions.report.first->message, "at most 16 KiB"));

    buffer_append_text(&list, HEAD "  x: {paths: [/a");
    for (int i = 0; i < 64; i++)
        buffer_format(&list, ", /p%d", i);
    buffer_append_text(&list, "]}\n");
    read_over(&definitions, list.data, list.size);
    assert_non_null(strstr(definitions.report.first->message, "at most 64 entries"));
    report_release(&definitions.report);
    buffer_release(&many);
    buffer_release(&longs);
    buffer_release(&list);
}

/* Cut anywhere, it is read or there is an error; never both, never a crash. */
static void test_truncated(void **state)
{
    (void)state;
    for (size_t size = 0; size < strlen(BASE); size++) {
        struct definitions definitions = {0};
        char *copy = malloc(size ? size : 1); /* the sanitizer sees a read past the end */

        memcpy(copy, BASE, size);
        read_over(&definitions, copy, size);
        report_release(&definitions.report);
        free(copy);
    }
}

/* ---- the table ---- */

static void load(const char *text)
{
    struct report report = REPORT_INIT;

    if (language_load_text("file.yaml", text, strlen(text), &report) < 0)
        fail_msg("%s", report.first->text);
    report_release(&report);
}

static void test_built_in(void **state)
{
    (void)state;
    load("");
    assert_true(language_count() >= 30);
    for (size_t i = 0; i < language_count(); i++) {
        const struct language *language = language_at(i);

        assert_int_equal(language_index(language), i);
        assert_ptr_equal(language_find(language->name), language);
        for (const char *const *alias = language->aliases; *alias; alias++)
            assert_ptr_equal(language_find(*alias), language);
        assert_true(strlen(language->title) > 0);
        assert_true(language->compile_wall_us >= language->compile_us);
    }
    assert_null(language_find("brainf"));
    assert_null(language_find(""));
    assert_non_null(language_unpacker());
}

static const struct {
    const char *path, *head, *language;
} detected[] = {
    {"a.py", "", "python3"},
    {"dir.c/a.PY", "", "python3"},
    {"a.c", "print(1)", "c"},
    {"dir.c/a", "", NULL},
    {".c", "", "c"},
    {"a.", "", NULL},
    {"a.c.txt", "", NULL},
    {"", "", NULL},
    {"a", "#!/usr/bin/python3\n", "python3"},
    {"a.c", "#!/usr/bin/python3\n", "python3"},
    {"a", "#! /usr/bin/env python3\r\n", "python3"},
    {"a", "#!/usr/bin/env -S python3 -u\n", "python3"},
    {"a", "#!/usr/bin/env\t-i  -S  lua\n", "lua"},
    {"a", "#!python3", "python3"},
    {"a", "#!/usr/bin/python3x\n", NULL},
    {"a", "#!\npython3", NULL},
    {"a", "#!/usr/bin/env\npython3", NULL},
    {"a", "#!", NULL},
    {"a", "#", NULL},
    {"a", "#! ", NULL},
    {"a", "#!/usr/bin/env", NULL},
    {"a", "#!/usr/bin/env -", NULL},
    {"a.py", "#!/usr/bin/unknown\n", "python3"},
    {"a.py", "\177ELF", "executable"},
    {"a", "\177EL", NULL},
};

static void test_detection(void **state)
{
    (void)state;
    load("");
    for (size_t i = 0; i < ROWS(detected); i++) {
        size_t size = strlen(detected[i].head);
        char *copy = malloc(size ? size : 1);
        const struct language *found;

        memcpy(copy, detected[i].head, size);
        found = language_detect(detected[i].path, copy, size);
        free(copy);
        if (strcmp(or_none(found ? found->name : NULL), or_none(detected[i].language)) != 0)
            fail_msg("%s with %s is %s", detected[i].path, detected[i].head,
                     or_none(found ? found->name : NULL));
    }
}

static void test_operator_file(void **state)
{
    static const char bad[] = HEAD "  c: {threads: 0}\n";
    struct report report = REPORT_INIT;

    (void)state;
    load(HEAD "  c: {enabled: no}\n  q: {like: python3, extensions: [.q]}\n");
    assert_null(language_find("c"));
    assert_string_equal(language_detect("a.q", "", 0)->name, "q");
    assert_null(language_detect("a.c", "", 0));
    assert_true(language_is_source(language_find("q"), "lib/x.py"));
    assert_true(language_is_source(language_find("q"), "x.q"));
    assert_false(language_is_source(language_find("q"), "x.txt"));
    assert_false(language_is_source(language_find("q"), "py"));
    /* half a table is none */
    assert_int_equal(language_load_text("file.yaml", bad, strlen(bad), &report), -EINVAL);
    assert_int_equal(language_count(), 0);
    report_release(&report);
    load("");
    assert_non_null(language_find("c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_every_key_is_tested),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_all_errors_at_once),
        cmocka_unit_test(test_like_chains),
        cmocka_unit_test(test_tools),
        cmocka_unit_test(test_source_name),
        cmocka_unit_test(test_settled),
        cmocka_unit_test(test_disabled),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_built_in),
        cmocka_unit_test(test_detection),
        cmocka_unit_test(test_operator_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
