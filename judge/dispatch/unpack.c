#include "judge/dispatch/unpack.h"

#include "base/fd.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Reads a zip on stdin; arguments: the most members and bytes. What it refuses it says on stderr.
 */
static const char PROGRAM[] =
    "import struct, sys, zipfile\n"
    "files_max, bytes_max = int(sys.argv[1]), int(sys.argv[2])\n"
    "out = sys.stdout.buffer\n"
    "def plain(path):\n"
    "    parts = path.split('/')\n"
    "    if path.startswith('/') or '..' in parts or '' in parts or '\\0' in path:\n"
    "        sys.exit('%r is no plain relative path' % path)\n"
    "    return not any(p.startswith('.') or p == '__MACOSX' for p in parts)\n"
    "def members(archive):\n"
    "    total = count = 0\n"
    "    for entry in archive.infolist():\n"
    "        if entry.external_attr >> 28 == 10:\n"
    "            sys.exit('%r is a symbolic link' % entry.filename)\n"
    "        if entry.flag_bits & 1:\n"
    "            sys.exit('%r is encrypted' % entry.filename)\n"
    "        if entry.filename.endswith('/') or not plain(entry.filename):\n"
    "            continue\n"
    "        count += 1\n"
    "        total += entry.file_size\n"
    "        if count > files_max:\n"
    "            sys.exit('there are more than %d files' % files_max)\n"
    "        if total > bytes_max:\n"
    "            sys.exit('it unpacks to more than %d MiB' % (bytes_max >> 20))\n"
    "        yield entry\n"
    "try:\n"
    "    with zipfile.ZipFile(sys.stdin.buffer) as archive:\n"
    "        out.write(b'assay-products-1')\n"
    "        for entry in members(archive):\n"
    "            path = entry.filename.encode('utf-8', 'surrogateescape')\n"
    "            out.write(struct.pack('<IIQ', len(path), 0, entry.file_size) + path)\n"
    "            left = entry.file_size\n"
    "            with archive.open(entry) as file:\n"
    "                while block := file.read(1 << 16):\n"
    "                    left -= len(block)\n"
    "                    if left < 0:\n"
    "                        sys.exit('%r is larger than it says' % entry.filename)\n"
    "                    out.write(block)\n"
    "            if left:\n"
    "                sys.exit('%r is smaller than it says' % entry.filename)\n"
    "        out.write(struct.pack('<IIQ', 0, 0, 0))\n"
    "except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError,\n"
    "        ValueError) as failure:\n"
    "    sys.exit('it is no zip that can be read (%s)' % failure)\n"
    "except Exception as failure: # what zlib and lzma raise has no class in common\n"
    "    sys.exit('it is damaged (%s)' % failure)\n";

static const int64_t TIME_US = 120 * INT64_C(1000000);

static void on_done(struct batch_item *item, size_t index, void *arg)
{
    (void)item, (void)index, (void)arg;
}

static json_t *make_request(int64_t bytes_max)
{
    char files[32], bytes[32];

    snprintf(files, sizeof(files), "%d", UNPACK_FILES_MAX);
    snprintf(bytes, sizeof(bytes), "%lld", (long long)bytes_max);
    return json_pack("{s:s,s:[s,s],s:s,s:s,s:b,s:{s:I,s:I,s:I,s:I}}", "kind", "run", "arguments",
                     files, bytes, "language", "python3", "file_name", "unpack.py", "exec", 1,
                     "limits", "time_us", (json_int_t)TIME_US, "wall_us", (json_int_t)(3 * TIME_US),
                     "memory_kib", (json_int_t)(512 * 1024), "output_bytes",
                     /* each name and its entry, of some length */
                     (json_int_t)(bytes_max + (int64_t)UNPACK_FILES_MAX * 512));
}

/* Why the program in the cell wrote no stream. */
static int fail(const json_t *result, const char *name, struct error *err)
{
    const char *verdict = result_text(result, "verdict"), *said = result_text(result, "stderr");
    int is_ours = strcmp(verdict, "IE") == 0 || strcmp(verdict, "CE") == 0;

    if (strcmp(verdict, "RTE") == 0 && *said)
        return error_set(err, -EINVAL, "cannot unpack %s: %.*s", name, (int)strcspn(said, "\n"),
                         said);
    return error_set(err, is_ours ? -EIO : -EINVAL, "cannot unpack %s: %s (%s)", name, verdict,
                     *result_text(result, "explanation") ? result_text(result, "explanation")
                                                         : result_text(result, "message"));
}

int unpack_archive(const struct tree_options *options, int archive, const char *name, int dir,
                   int64_t bytes_max, struct buffer *members, struct error *err)
{
    struct batch_item item = {.fd_count = 3, .fds = {-1, -1, -1}};
    int failed = 0;

    if (bytes_max <= 0 || bytes_max > UNPACK_BYTES_MAX)
        bytes_max = UNPACK_BYTES_MAX;
    item.fds[0] = fd_memfd_with("unpack.py", PROGRAM, sizeof(PROGRAM) - 1);
    item.fds[1] = fcntl(archive, F_DUPFD_CLOEXEC, 3);
    item.fds[2] = fd_memfd("members");
    if (item.fds[0] < 0 || item.fds[1] < 0 || item.fds[2] < 0)
        failed = error_set_errno(err, errno ? errno : EIO, "cannot unpack %s", name);
    item.request = make_request(bytes_max);
    item.result = result_new("", "unpack.py", "python3", json_null());
    if (failed == 0)
        failed = batch_run(options, 1, &item, 1, on_done, NULL, err);
    if (failed == 0 && strcmp(result_text(item.result, "verdict"), "AC") != 0)
        failed = fail(item.result, name, err);
    else if (failed == 0 && unpack_lay(item.fds[2], dir, bytes_max, members, err) < 0)
        failed = error_prefix(err, "cannot unpack %s", name);
    json_decref(item.request);
    json_decref(item.result);
    for (size_t i = 0; i < 3; i++)
        fd_close(&item.fds[i]);
    return failed;
}
