"""What a host is, as lines to compare: every file, what stands in those that vent may touch, units, settings, network."""

# The system writes these by itself.
PRUNED = ["/proc", "/sys", "/dev", "/tmp", "/var/tmp", "/var/log", "/var/cache", "/var/lib/systemd/timers",
          "/var/lib/systemd/random-seed"]

EVERYWHERE = "find / -xdev \\( {} \\) -prune -o ".format(" -o ".join(f"-path {path}" for path in PRUNED))
WITH_CONTENT = "/etc /usr/local /var/lib /root /home /opt /srv /boot"
# Fewer files, for tests that look often: where vent writes.
NEAR = "find /etc /usr/local /var/lib/vent /root "
NEAR_WITH_CONTENT = "/etc /usr/local /var/lib/vent /root"

LINES = r"\( -type d -printf '%p %y %m %u:%g\n' -o -type f -printf '%p %y %m %u:%g %s\n' -o -printf '%p %y %m %u:%g %l\n' \)"

SCRIPT = r"""
{files} 2>/dev/null | grep -v '^/var/lib/vent/lock '
find {with_content} -xdev -type f ! -path /var/lib/vent/lock ! -path '/var/lib/systemd/*' -print0 2>/dev/null | xargs -0 sha256sum
find /run/vent /run/systemd/system -printf 'below /run: %p %y %m %u:%g\n' 2>/dev/null
find /run/vent -type f -print0 2>/dev/null | xargs -0 -r sha256sum
systemctl list-unit-files --no-legend --no-pager | sed 's/^/unit file: /'
for unit in vent-fake0.service systemd-sysctl.service systemd-modules-load.service; do
  echo "unit: $unit $(systemctl show --property=ActiveState,SubState,Result,UnitFileState $unit | tr '\n' ' ')"; done
systemctl list-units --all --failed --no-legend --no-pager --plain | sed 's/^/failed: /'
sysctl kernel.hostname net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables net.bridge.bridge-nf-call-ip6tables
ip -o -4 address | sed 's/^[0-9]*: /address: /'
ip -4 route | sed 's/^/route: /'
ip -o link | sed 's/^[0-9]*: \([^:]*\):.*/interface: \1/'
sed 's/^/swap: /' /proc/swaps
ls /sys/module | sed 's/^/module: /'
"""


def whole_state(engine, host):
    return _look(engine, host, EVERYWHERE + LINES, WITH_CONTENT)


def near_state(engine, host):
    return _look(engine, host, NEAR + LINES, NEAR_WITH_CONTENT)


def _look(engine, host, files, with_content):
    script = SCRIPT.format(files=files, with_content=with_content)
    return set(engine.ssh(host, "sh -s", input=script).stdout.splitlines())


def differences(before, after):
    """What a person wants to see: lines that went and lines that came."""
    return sorted([f"- {line}" for line in before - after] + [f"+ {line}" for line in after - before], key=lambda x: x[2:])
