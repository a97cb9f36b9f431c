#include "judge/dispatch/unpack.h"

#include "base/fd.h"
#include "judge/dispatch/batch.h"
#include "judge/report/result.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Reads a zip on stdin; arguments: the most members and bytes. A link becomes a copy of what it
 * leads to in the archive, or is refused. What it refuses it says on stderr. */
static const char PROGRAM[] =
    "import struct, sys, zipfile\n"
    "files_max, bytes_max = int(sys.argv[1]), int(sys.argv[2])\n"
    "out = sys.stdout.buffer\n"
    "files, links, found = {}, {}, {}\n"
    "total = 0\n"
    "def is_plain(path):\n"
    "    parts = path.split('/')\n"
    "    if path.startswith('/') or '..' in parts or '' in parts or '\\0' in path:\n"
    "        sys.exit('%r is no plain relative path' % path)\n"
    "    return not any(p.startswith('.') or p == '__MACOSX' for p in parts)\n"
    "def read_names(archive):\n"
    "    for entry in archive.infolist():\n"
    "        if entry.flag_bits & 1:\n"
    "            sys.exit('%r is encrypted' % entry.filename)\n"
    "        if entry.filename.endswith('/') or not is_plain(entry.filename):\n"
    "            continue\n"
    "        if entry.external_attr >> 28 != 10:\n"
    "            files[entry.filename] = entry\n"
    "        elif entry.file_size > 4096:\n"
    "            sys.exit('%r is a symbolic link of %d bytes' % (entry.filename, "
    "entry.file_size))\n"
    "        else:\n"
    "            links[entry.filename] = archive.read(entry).decode('utf-8', 'surrogateescape')\n"
    "def follow(link):\n"
    "    done, parts, hops = [], link.split('/'), 0\n"
    "    while parts:\n"
    "        part = parts.pop(0)\n"
    "        if part == '..' and not done or hops > 40:\n"
    "            return None\n"
    "        if part == '..':\n"
    "            done.pop()\n"
    "        elif part not in ('', '.'):\n"
    "            done.append(part)\n"
    "            target = links.get('/'.join(done))\n"
    "            if target is not None and target.startswith('/'):\n"
    "                return None\n"
    "            if target is not None:\n"
    "                done.pop()\n"
    "                parts = target.split('/') + parts\n"
    "                hops += 1\n"
    "    return '/'.join(done)\n"
    "def put(path, entry):\n"
    "    global total\n"
    "    if path in found:\n"
    "        return\n"
    "    found[path] = entry\n"
    "    total += entry.file_size\n"
    "    if len(found) > files_max:\n"
    "        sys.exit('there are more than %d files' % files_max)\n"
    "    if total > bytes_max:\n"
    "        sys.exit('it unpacks to more than %d MiB' % (bytes_max >> 20))\n"
    "def put_link(path, link, depth):\n"
    "    target = follow(link)\n"
    "    below = '' if target == '' else '%s/' % target\n"
    "    inner = [] if target is None else [name for name in [*files, *links] if "
    "name.startswith(below)]\n"
    "    if target in files:\n"
    "        return put(path, files[target])\n"
    "    if not inner:\n"
    "        sys.exit('%r is a symbolic link that leads to no file of the archive' % link)\n"
    "    if depth == 16:\n"
    "        sys.exit('%r is a symbolic link to a folder that it is in' % link)\n"
    "    for name in inner:\n"
    "        own = '%s/%s' % (path, name[len(below):])\n"
    "        put_link(own, name, depth + 1) if name in links else put(own, files[name])\n"
    "try:\n"
    "    with zipfile.ZipFile(sys.stdin.buffer) as archive:\n"
    "        out.write(b'assay-products-1')\n"
    "        read_names(archive)\n"
    "        for path in files:\n"
    "            put(path, files[path])\n"
    "        for link in links:\n"
    "            put_link(link, link, 0)\n"
    "        for path, entry in found.items():\n"
    "            name = path.encode('utf-8', 'surrogateescape')\n"
    "            out.write(struct.pack('<IIQ', len(name), 0, entry.file_size) + name)\n"
    "            left = entry.file_size\n"
    "            with archive.open(entry) as file:\n"
    "                while block := file.read(1 << 16):\n"
    "                    left -= len(block)\n"
    "                    if left < 0:\n"
    "                        sys.exit('%r is larger than it says' % path)\n"
    "                    out.write(block)\n"
    "            if left:\n"
    "                sys.exit('%r is smaller than it says' % path)\n"
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
