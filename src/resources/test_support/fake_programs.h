#pragma once

#include "resources/test_support/scratch_host.h"

namespace vent {

// The programs that resources run to change a host, as far as resources use them, on the files of a scratch host.

inline void add_fake_modprobe(ScratchHost& scratch) {
  scratch.program("modprobe", R"sh(
if [ "$1" = --remove ]; then exec rmdir "$ROOT/sys/module/$2"; fi
case $1 in absent*) echo "modprobe: FATAL: Module $1 not found in directory /lib/modules/6.1.0" >&2; exit 1 ;; esac
mkdir -p "$ROOT/sys/module/$1"
)sh");
}

inline void add_fake_swap(ScratchHost& scratch) {
  scratch.program("swapoff",
                  R"sh(cp -p "$ROOT/proc/swaps" "$NOTES/swaps" && head -n 1 "$NOTES/swaps" > "$ROOT/proc/swaps")sh");
  scratch.program("swapon", R"sh(cat "$NOTES/swaps" > "$ROOT/proc/swaps")sh");
}

inline void add_fake_users(ScratchHost& scratch) {
  scratch.program("getent", R"sh(grep "^$2:" "$ROOT/etc/passwd" || exit 2)sh");
  scratch.program("useradd", R"sh(
while [ $# -gt 1 ]; do case $1 in --home-dir) home=$2; shift ;; --shell) shell=$2; shift ;; esac; shift; done
echo "$1:x:998:998::$home:$shell" >> "$ROOT/etc/passwd"
)sh");
  scratch.program("usermod", R"sh(sed -i "s#^\($5:.*:\)[^:]*:[^:]*\$#\1$2:$4#" "$ROOT/etc/passwd")sh");
  scratch.program("userdel", R"sh(sed -i "/^$1:/d" "$ROOT/etc/passwd")sh");
}

// Packages are files below /packages; a list of them, as apt-get update gets it, has to be there first.
inline void add_fake_packages(ScratchHost& scratch) {
  scratch.program("dpkg-query", R"sh(for last; do :; done; [ -e "$ROOT/packages/$last" ] && printf installed)sh");
  scratch.program("apt-get", R"sh(
for last; do :; done
case " $* " in
  *" update "*) touch "$NOTES/list" ;;
  *" install "*) [ -e "$NOTES/list" ] || { echo "E: Unable to locate package $last" >&2; exit 100; }
    touch "$ROOT/packages/$last" ;;
  *" purge "*) rm "$ROOT/packages/$last" ;;
esac
)sh");
}

// A manager of services that run `sleep`, with the environment their file says, as it was when the manager last read
// it. It writes what it was told into $NOTES/log.
inline void add_fake_systemd(ScratchHost& scratch) {
  scratch.program("systemctl", R"sh(
for last; do :; done
echo "$*" >> "$NOTES/log"
file="$ROOT/etc/systemd/system/$last"
end() { if [ -e "$NOTES/$last.pid" ]; then kill "$(cat "$NOTES/$last.pid")"; rm "$NOTES/$last.pid"; fi;
}
case $1 in
  daemon-reload) rm -rf "$NOTES/read"; mkdir "$NOTES/read"; cp "$ROOT"/etc/systemd/system/*.service "$NOTES/read" 2>/dev/null; true ;;
  show)
    if [ -e "$NOTES/read/$last" ]; then echo LoadState=loaded; else echo LoadState=not-found; fi
    if [ -e "$NOTES/$last.pid" ]; then echo ActiveState=active; else echo ActiveState=inactive; fi
    if [ -e "$NOTES/$last.pid" ]; then echo "MainPID=$(cat "$NOTES/$last.pid")"; else echo MainPID=0; fi
    if [ -e "$NOTES/$last.enabled" ]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi ;;
  enable) touch "$NOTES/$last.enabled" ;;
  disable) [ -e "$file" ] || { echo "Failed to disable unit: Unit file $last does not exist." >&2; exit 1; }
    rm -f "$NOTES/$last.enabled" ;;
  stop) end ;;
  restart) end
    if grep -q BROKEN "$NOTES/read/$last"; then echo "Job for $last failed." >&2; exit 1; fi
    inputs=$(sed -n 's/^Environment="\{0,1\}\(VENT_INPUTS=[^"]*\)"\{0,1\}$/\1/p' "$NOTES/read/$last")
    env -i ${inputs:+"$inputs"} setsid sleep 600 < /dev/null > /dev/null 2>&1 &
    echo $! > "$NOTES/$last.pid"
    # Until it is the program with that environment and nothing else.
    until [ "$(tr '\0' '\n' < "/proc/$!/environ")" = "$inputs" ]; do :; done ;;
  status) echo "x $last - failed" ;;
esac
)sh");
  scratch.program("journalctl", R"sh(echo "etcd: listen tcp 10.80.0.1:2380: bind: cannot assign requested address")sh");
}

}  // namespace vent
