# What a submission can do to the compile step, and through it: each is a compile error or a verdict
# of its own, never an internal error, and leaves nothing for others (docs/threat-model.md).
load common.bash

setup() {
    setup_folder
    # As good as any compiler that can be made to run code: this one runs the source.
    cat > languages.yaml <<'YAML'
assay_languages: 1
languages:
  evil:
    title: A compiler that does what the source says
    extensions: [.evil]
    source: solution.evil
    compile: [/usr/bin/python3, -I, "{file}", "{out}"]
    run: [/bin/sh, /prog/run]
    proc: yes
    compile_limits: {time: 2s, wall: 3s, memory: 128MiB, output: 8MiB, processes: 16}
    paths: [/bin, /usr/bin, /usr/lib, /lib, /lib64, /usr/lib64, /usr/lib/x86_64-linux-gnu, /etc/ld.so.cache]
YAML
    export ASSAY_LANGUAGES=$folder/languages.yaml
    cat > prelude.py <<'PY'
import ctypes, os, sys, time
out = sys.argv[1]
def make(name='run', text='read n; echo $((2 * n))\n'):
    open(os.path.join(out, name), 'w').write(text)
PY
}

teardown() { teardown_folder; }

# A submission for that compiler, from stdin.
evil() { # NAME
    { cat prelude.py && cat; } > "$1.evil"
}

# A submission of several files as only an attacker writes one: FILE is the stream of the paths, a
# "PATH=TEXT" each ({N:FORMAT} makes N of them).
stream() { # FILE PATH[=TEXT]...
    python3 - "$@" <<'PY'
import re, struct, sys
def entry(path, data):
    path, data = path.encode(), data.encode()
    return struct.pack('<IIQ', len(path), 0, len(data)) + path + data
with open(sys.argv[1], 'wb') as file:
    file.write(b'assay-products-1')
    for argument in sys.argv[2:]:
        path, _, data = argument.partition('=')
        many = re.fullmatch(r'\{(\d+):(.*)\}', path)
        for name in [many[2] % i for i in range(int(many[1]))] if many else [path]:
            file.write(entry(name, data))
    file.write(bytes(16))
PY
}

# Grades the files: VERDICT REASON is that of each, and nobody's fault but the submitter's.
expect_each() { # VERDICT[ REASON] FILE...
    local expected=$1
    shift
    try assay grade --json double "$@"
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"' | sort -u)" = "$expected" ] ||
        fail "expected $expected: $(echo "$output" | jq -r '"\(.path) \(.verdict) \(.reason) \(.message)"')"
}

log_of() { # FILE
    try assay grade --json double "$1"
    echo "$output" | jq -r '.compile.log // .message'
}

@test "files of which no cell can be built are the submitter's fault" {
    long=$(printf '%0240d' 0)
    stream both.py main.py='print(8)' main.py/x
    stream names.py main.py='print(8)' "{900:d/%03d$long}"
    stream folders.py main.py='print(8)' "{900:%03d/a/b/c/d/e/f/g/h/i/j/k/l/m/n}"
    stream hidden.py main.py='print(8)' .assay-build/x
    stream hidden.c main.c='int main(void) { return 0; }' .assay-build/x
    stream up.py main.py='print(8)' ../../x
    expect_each "CE files" both.py names.py folders.py hidden.py hidden.c up.py
}

@test "as many files as are allowed, in folders, are judged" {
    stream deep.py main.py='print(2 * int(input()))' "{900:%03d/a/b/c/d/e/f/g}"
    expect_each "AC " deep.py
}

@test "more sources than an argument vector holds are the submitter's fault" {
    mkdir many
    for i in $(seq 300); do echo "int f$i;" > "many/f$i.c"; done
    echo 'int main(void) { return 0; }' > many/main.c
    try assay grade --json --project double many
    [ "$(echo "$output" | jq -r .verdict)" = CE ] || fail "no CE"
    expect_in "$(echo "$output" | jq -r .message)" "too many sources"
}

@test "a folder where the problem lays a file is the submitter's fault" {
    echo 'include: {python3: [harness.py]}' >> double/problem.yaml
    echo 'x = 1' > double/harness.py
    mkdir -p project/harness.py
    cp good.py project/main.py
    touch project/harness.py/x.py
    try assay grade --json --project double project
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "CE files" ] || fail "no CE"
}

@test "an error that is cut within a character ends no grader" {
    python3 - <<'PY'
import io, tarfile
with tarfile.open('names.tar', 'w') as archive:
    for name in 'x', '/' + '\u00e9' * 900:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
PY
    try assay grade --json --language python3 double names.tar
    [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "CE files" ] || fail "no CE"
}

@test "a program may start like an archive of bzip2" {
    printf 'BZh = int(input())\nprint(2 * BZh)\n' > good.py
    expect_each "AC " good.py
}

@test "what a compile step starts does not outlive it, and does not hold it up" {
    evil daemon <<'PY'
make()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(1000)
    os._exit(0)
PY
    evil talker <<'PY'
make()
if os.fork() == 0:
    os.setsid()
    while True: print('x' * 4000, flush=True)
PY
    expect_each "AC " daemon.evil talker.evil
    no_process_left
}

@test "a compile step that does not end is ended" {
    evil sleeps <<< 'time.sleep(1000)'
    evil stops_builder <<< 'make(); ctypes.CDLL(None).syscall(62, 2, 19)'
    evil ends_builder <<< 'make(); ctypes.CDLL(None).syscall(62, 2, 9)'
    evil floods <<'PY'
make()
while True: print('x' * 4000)
PY
    evil forks <<'PY'
make()
while True:
    try: os.fork()
    except OSError: pass
PY
    expect_each "CE compile" sleeps.evil stops_builder.evil ends_builder.evil floods.evil forks.evil
    no_process_left
}

@test "products without bounds are a compile error" {
    evil fills <<< "make(); make('big', 'x' * (1 << 26))"
    evil inodes <<'PY'
make()
try:
    for i in range(10 ** 7): make('f%d' % i, '')
except OSError: pass
PY
    evil deep <<< "make(); os.makedirs(out + '/d' * 17); make('d/' * 17 + 'f')"
    evil newline <<< "make(); make('a\\nb')"
    evil bytes <<< "make(); open(out.encode() + b'/a\\xff', 'w')"
    evil note <<< "make(); make('.assay-compile')"
    evil unreadable <<< "make(); make('x'); os.chmod(out + '/x', 0)"
    evil nothing <<< "os.rmdir(out)"
    expect_each "CE compile" fills.evil inodes.evil deep.evil newline.evil bytes.evil note.evil \
        unreadable.evil nothing.evil
    expect_in "$(log_of deep.evil)" "more than 16 folders deep"
}

@test "links lead products nowhere" {
    evil links <<'PY'
make()
os.symlink('/etc/passwd', out + '/passwd')
for i in range(20): os.link(out + '/run', out + '/hard%d' % i)
PY
    expect_each "AC " links.evil
    evil shows_links <<< "make('run', 'echo /prog/*'); os.symlink('/etc', out + '/etc')"
    try assay run shows_links.evil
    expect_status 0
    [ "$output" = /prog/run ] || fail "there are others"
    # its folder of products, led elsewhere: it gets what the cell's programs can read anyway
    evil out_is_root <<< "os.rmdir(out); os.symlink('/', out)"
    expect_each "CE compile" out_is_root.evil
}

@test "a forged stream of products is held to the rules" {
    cat > forge.py <<'PY'
import struct
def entry(path, size, data=b''):
    return struct.pack('<IIQ', len(path), 0, size) + path + data
try:
    os.write(os.open('/proc/2/fd/1', os.O_WRONLY), b'assay-products-1' + forged)
except OSError as refused: # the cell's own layers stop it here
    sys.exit(str(refused))
PY
    for forged in "entry(b'../../x', 1, b'x')" "entry(b'run', 2 ** 63 + 5)" "entry(b'x' * 255 + b'y', 0)"; do
        { cat prelude.py && sed "s|forged)|$forged)|" forge.py; } > "forge$((++n)).evil"
    done
    expect_each "CE compile" forge1.evil forge2.evil forge3.evil
}

@test "nothing of the host and nothing of ours is in a compiler's reach" {
    echo "the secret" > secret.txt
    evil reads <<PY
for path in '$folder/secret.txt', '/etc/shadow', '/proc/1/environ', '/proc/1/root/etc/shadow', '/root':
    try: sys.exit('read ' + path + (os.path.isdir(path) and str(os.listdir(path)) or open(path).read()))
    except OSError: pass
left = [fd for fd in os.listdir('/proc/self/fd') if int(fd) > 3]
sys.exit('descriptors %s' % left if left else 'environment %s' % sorted(os.environ))
PY
    [ "$(log_of reads.evil)" = "environment ['HOME', 'LANG', 'PATH', 'TMPDIR', 'USER']" ] ||
        fail "found $(log_of reads.evil)"
    printf '#include "%s/secret.txt"\nint main(void) { return 0; }\n' "$folder" > include.c
    printf '#include <stdio.h>\n#include "/dev/zero"\nint main(void) { return 0; }\n' > zero.c
    printf '__asm__(".incbin \\"%s/secret.txt\\"");\nint main(void) { return 0; }\n' "$folder" > incbin.c
    expect_each "CE compile" include.c zero.c incbin.c
    expect_not_in "$output" "the secret"
}

@test "one compile step leaves nothing for the next" {
    evil writes <<'PY'
for path in '/tmp/left', '/dev/shm/left', '/prog/left', '/usr/lib/left', '/var/tmp/left':
    try: open(path, 'w').write('left')
    except OSError: pass
make()
PY
    evil looks <<'PY'
import glob
found = [p for p in glob.glob('/tmp/*') + glob.glob('/*/left') + glob.glob('/*/*/left') if p not in ('/tmp/src', out)]
sys.exit(str(found) if found else make())
PY
    expect_each "AC " writes.evil looks.evil
}

@test "what a check runs leaves nothing for the runs" {
    cat > begin.pl <<'PERL'
BEGIN { for my $path ("/tmp/left", "/prog/left") { open F, ">>", $path and print F "x"; close F; } fork() if $^C; }
my $n = <STDIN>;
my $size = -s "/tmp/left";
print $size == 1 && !-e "/prog/left" ? 2 * $n : "left";
PERL
    expect_each "AC " begin.pl
    no_process_left
}

@test "a folder's own modules are not what its check imports" {
    mkdir shadow
    for module in sys os io traceback linecache codecs encodings sitecustomize usercustomize; do
        echo 'raise SystemExit(0)' > "shadow/$module.py"
    done
    echo 'print(' > shadow/main.py
    try assay grade --json --project double shadow
    [ "$(echo "$output" | jq -r .verdict)" = CE ] || fail "no CE"
    expect_in "$(echo "$output" | jq -r .message)" "SyntaxError"
}

@test "an annotation processor among the sources is not run" {
    [ -x /usr/lib/jvm/java-17-openjdk-amd64/bin/javac ] || {
        [ -z "${CI:-}" ] || fail "java is not installed, and the integration server has it"
        skip "java is not installed (scripts/install-languages java)"
    }
    mkdir -p project/META-INF/services
    cat > Processor.java <<'JAVA'
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;
@SupportedAnnotationTypes("*")
public class Processor extends AbstractProcessor {
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        System.err.println("the processor ran");
        return false;
    }
}
JAVA
    /usr/lib/jvm/java-17-openjdk-amd64/bin/javac -proc:none -d project Processor.java
    echo Processor > project/META-INF/services/javax.annotation.processing.Processor
    echo 'public class Main { public static void main(String[] a) {} }' > project/Main.java
    try assay grade --json --project --language java double project
    [ "$(echo "$output" | jq -r .compile.status)" = ok ] || fail "it does not compile"
    expect_not_in "$(echo "$output" | jq -r .compile.log)" "the processor ran"
}

@test "an archive with more than plain files, or without bounds, is the submitter's fault" {
    python3 - <<'PY'
import io, tarfile, zipfile
def tar(name, *members):
    with tarfile.open(name, 'w') as archive:
        for path, kind, target in members:
            info = tarfile.TarInfo(path)
            info.type, info.linkname = kind, target
            archive.addfile(info, io.BytesIO())
tar('link.tar', ('main.py', tarfile.SYMTYPE, '/etc/passwd'))
tar('hard.tar', ('main.py', tarfile.LNKTYPE, '/etc/passwd'))
tar('device.tar', ('main.py', tarfile.CHRTYPE, ''))
tar('up.tar', ('../../tmp/main.py', tarfile.REGTYPE, ''))
tar('both.tar', ('a', tarfile.REGTYPE, ''), ('a/b', tarfile.REGTYPE, ''))
tar('deep.tar', ('x/' * 400 + 'main.py', tarfile.REGTYPE, ''))
tar('bytes.tar', ('a\udcff.py', tarfile.REGTYPE, ''))
tar('line.tar', ('a\nb.py', tarfile.REGTYPE, ''))
with zipfile.ZipFile('bomb.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
    archive.writestr('main.py', 'print(8)')
    archive.writestr('zeroes', bytes(1 << 28))
open('junk.zip', 'wb').write(b'PK\3\4' + bytes(range(256)) * 4)
PY
    for archive in *.tar *.zip; do
        try assay grade --json --language python3 double "$archive"
        [ "$(echo "$output" | jq -r '"\(.verdict) \(.reason)"')" = "CE files" ] || fail "$archive"
    done
}

@test "what a compiler says moves no cursor and tells none of our paths" {
    evil says <<'PY'
sys.stdout.buffer.write(b'\x1b[2J \xc2\x9b31m \xff /prog/solution.evil:1 /tmp/src/x.c ../tmp/y \x07')
make()
PY
    try assay grade double says.evil
    expect_status 0
    expect_not_in "$output" $'\x1b'
    expect_not_in "$output" $'\xc2\x9b'
    expect_not_in "$output" $'\x07'
    expect_not_in "$(log_of says.evil)" $'\xc2\x9b'
    expect_not_in "$(log_of says.evil)" "/tmp/src"
    expect_in "$(log_of says.evil)" "\\xff says.evil:1 x.c ../tmp/y"
}

@test "copies of a compile step that does not end keep nobody waiting one after the other" {
    evil sleeps <<< 'time.sleep(1000)'
    for i in 1 2 3 4; do cp sleeps.evil "copy$i.evil"; done
    started=$(date +%s%3N)
    try assay grade --json double sleeps.evil
    alone=$(($(date +%s%3N) - started))
    started=$(date +%s%3N)
    try assay grade --jobs 4 --json double copy?.evil
    [ "$(echo "$output" | jq -r .verdict | sort | uniq -c | xargs)" = "4 CE" ] || fail "no four CE"
    # one is waited for, then all the others run: as long as two alone, and not as four
    took=$(($(date +%s%3N) - started))
    [ $((took * 10)) -lt $((alone * 33)) ] || fail "it took $took ms, one alone took $alone ms"
}
