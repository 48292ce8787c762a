"""First boot: what cloud users write, done by a real host."""

import pytest

from lab import wait_until


@pytest.fixture
def host(lab, tmp_path):
    names = []

    def create(text):
        file = tmp_path / "user-data"
        file.write_text(text)
        names.append(f"u{len(names)}")
        lab.vent("metal", "create", names[-1], "--user-data", str(file), "--wait")
        return names[-1]

    yield create
    for name in names:
        lab.vent("metal", "delete", name, "--wait")


def test_a_script_runs_once(lab, host):
    name = host("#!/bin/sh\necho ran >> /root/note\n")
    wait_until("the script to run", lambda: lab.ssh(name, "cat /root/note", check=False).stdout == "ran\n")
    lab.vent("metal", "reboot", name, "--wait")
    assert lab.ssh(name, "systemctl is-system-running --wait >/dev/null; cat /root/note").stdout == "ran\n"


def test_cloud_config(lab, host):
    name = host("""#cloud-config
hostname: renamed
users:
  - default
  - name: ops
    gecos: Operations
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
write_files:
  - path: /etc/motd.d/hello
    content: "hello $HOME 'quoted'\\n"
    permissions: "0640"
runcmd:
  - echo "text $((1 + 1))" > /root/text
  - [sh, -c, "echo list > /root/list"]
""")
    wait_until("runcmd to end", lambda: lab.ssh(name, "cat /root/list", check=False).stdout == "list\n")
    assert lab.ssh(name, "hostname").stdout == "renamed\n"
    assert lab.ssh(name, "cat /etc/motd.d/hello; stat -c %a /etc/motd.d/hello").stdout == "hello $HOME 'quoted'\n640\n"
    assert lab.ssh(name, "cat /root/text").stdout == "text 2\n"
    assert lab.ssh(name, "su ops -c 'sudo -n id -u'").stdout == "0\n"


def test_an_unknown_key_is_a_warning_on_the_console(lab, host):
    name = host("#cloud-config\nfrobnicate: true\n")
    assert "frobnicate" in lab.vent("metal", "console", name, "--no-follow").stdout
