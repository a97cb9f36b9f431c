#!/bin/sh
# Imitates a container as an engine makes it by default, and the flags that loosen it, where no
# engine is at hand: namespaces, masked and read-only /proc and /sys, a /dev of bind mounts, the
# default 14 capabilities, the default seccomp profile. (AppArmor and SELinux are not imitated.)
#
# usage: container.sh [FLAG...] COMMAND...      as root
#   --privileged            all capabilities, no seccomp, nothing masked, control groups writable
#   --cap-add-sys-admin     --cap-add SYS_ADMIN
#   --seccomp-unconfined    --security-opt seccomp=unconfined
#   --seccomp-allow=NAME,...   --security-opt seccomp=FILE: the default profile and these calls
#   --systempaths-unconfined   --security-opt systempaths=unconfined
#   --writable-cgroups      --security-opt writable-cgroups=true
#   --user                  --user 65534
# $CONTAINER_SECCOMP is the program container_seccomp.
set -eu

caps=chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service,net_raw
caps=$caps,sys_chroot,mknod,audit_write,setfcap
seccomp=default allow='' paths=masked groups=ro user=0 inside=''

while :; do
    case $1 in
    --privileged) seccomp=none paths=open groups=rw caps=all ;;
    --cap-add-sys-admin) caps=$caps,sys_admin ;;
    --seccomp-unconfined) seccomp=none ;;
    --seccomp-allow=*) allow="--allow ${1#*=}" ;;
    --systempaths-unconfined) paths=open ;;
    --writable-cgroups) groups=rw ;;
    --user) user=65534 ;;
    --inside) inside=1 && shift && break ;;
    *) break ;;
    esac
    flags="${flags:-} $1"
    shift
done
if [ -z "$inside" ]; then
    # shellcheck disable=SC2086 # flags are words
    exec unshare --mount --pid --fork --ipc --uts --net --cgroup \
        sh "$0" ${flags:-} --inside "$@"
fi

read_only() {
    [ ! -e "$1" ] || { mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"; }
}

mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc /proc
mkdir_dev=$(mktemp -d)
mount -t tmpfs -o mode=755 dev "$mkdir_dev"
for device in null zero full random urandom tty; do
    touch "$mkdir_dev/$device"
    mount --bind "/dev/$device" "$mkdir_dev/$device"
done
mkdir "$mkdir_dev/shm"
ln -s /proc/self/fd "$mkdir_dev/fd"
mount --rbind "$mkdir_dev" /dev
umount -l "$mkdir_dev"
rmdir "$mkdir_dev"
mount -t tmpfs -o nosuid,nodev,noexec shm /dev/shm

if [ $groups = ro ]; then
    mount -o remount,bind,ro /sys/fs/cgroup
    for point in /sys/fs/cgroup/*; do
        [ -L "$point" ] || ! mountpoint -q "$point" || mount -o remount,bind,ro "$point"
    done
fi
if [ $paths = masked ]; then
    for path in kcore keys latency_stats timer_list sched_debug; do
        [ ! -e /proc/$path ] || mount --bind /dev/null /proc/$path
    done
    for path in /proc/asound /proc/acpi /proc/scsi /sys/firmware; do
        [ ! -d $path ] || mount -t tmpfs -o ro none $path
    done
    for path in bus fs irq sys sysrq-trigger; do
        read_only /proc/$path
    done
fi

# from the innermost out
if [ $user != 0 ]; then
    set -- setpriv --reuid $user --regid $user --clear-groups "$@"
fi
if [ $caps != all ]; then
    set -- setpriv --inh-caps=-all --bounding-set "-all,+$(echo $caps | sed 's/,/,+/g')" "$@"
fi
if [ $seccomp = default ]; then
    admin=
    case $caps in *sys_admin*) admin=--sys-admin ;; esac
    # shellcheck disable=SC2086 # no words when empty
    set -- "$CONTAINER_SECCOMP" $admin $allow "$@"
fi
exec "$@"
