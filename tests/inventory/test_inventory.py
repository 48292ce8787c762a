"""`vent inventory` as Ansible uses it: the real program, an API of this test's own, and Ansible's own eyes."""

import json
import os
import pathlib
import subprocess

import pytest
from packet_server import TOKEN, PacketServer, device

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENT = pathlib.Path(os.environ.get("VENT_PROGRAM", ROOT / "build/release/vent"))
RECORDED = ROOT.parent / "shared/fixtures/ansible-inventory"

SETTINGS = "[packet]\nprojects = all\ndevice_states = active\ncache_path = {folder}/cache\ncache_max_age = {age}\n"
CLUSTER = """apiVersion: vent/v1
kind: Cluster
name: paris
hosts:
  - {name: controller-9, role: controller, address: 192.0.2.10, ssh: {user: debian, port: 2222}}
  - {name: worker-9, role: worker, address: 192.0.2.20}
"""


class Script:
    """A folder as somebody keeps it for Ansible: a link to vent, and the settings beside it."""

    def __init__(self, folder, name="packet_net", api=None, token=TOKEN):
        self.folder = folder
        self.link = folder / name
        self.link.symlink_to(VENT)
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        if api:
            self.environment["VENT_PACKET_URL"] = api.url
        if token:
            self.environment["PACKET_API_TOKEN"] = token

    def write(self, settings=SETTINGS, age=300, more="", cluster=None):
        if settings is not None:
            (self.folder / "packet_net.ini").write_text(settings.format(folder=self.folder, age=age) + more)
        if cluster is not None:
            (self.folder / "cluster.yaml").write_text(cluster)

    def run(self, *words, program=None, **more):
        return subprocess.run([program or self.link, *words], env=self.environment | more, text=True,
                              capture_output=True, cwd="/", timeout=60)

    def inventory(self, *words):
        done = self.run(*words)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    def ansible(self, program, *words):
        (self.folder / "ansible.cfg").write_text("[defaults]\n")  # not that of who runs the tests
        done = self.run("-i", self.link, *words, program=program, ANSIBLE_CONFIG=str(self.folder / "ansible.cfg"),
                        ANSIBLE_LOCAL_TEMP=str(self.folder / "ansible"))
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def api():
    controller = device(0, hostname="controller-0", tags=["controller"])
    projects = {"testing": [controller, device(1), device(2, state="queued")], "other one": [device(3, tags=[])]}
    with PacketServer(projects) as server:
        yield server


def test_ansible_takes_it(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write()
    seen = json.loads(script.ansible("ansible-inventory", "--list"))
    assert seen["tag_controller"]["hosts"] == ["controller-0"]
    assert sorted(seen["packet"]["hosts"]) == ["controller-0", "worker-1", "worker-3"]
    assert seen["testing"]["hosts"] == ["controller-0", "worker-1"]
    assert seen["_meta"]["hostvars"] == script.inventory()["_meta"]["hostvars"]
    variables = json.loads(script.ansible("ansible-inventory", "--host", "worker-1"))
    assert variables == script.inventory("--host", "worker-1")
    assert variables["ansible_host"] == "198.18.0.2"


def test_ansible_takes_nested_groups(tmp_path, api):
    script = Script(tmp_path, name="packet_net.py", api=api)
    script.write(more="nested_groups = True\n")
    seen = json.loads(script.ansible("ansible-inventory", "--list"))
    assert sorted(seen["tags"]["children"]) == ["tag_controller", "tag_none", "tag_rack_1", "tag_worker"]
    assert seen["plans"]["children"] == ["c2.medium.x86"]


def test_ansible_takes_a_cluster_file_alone(tmp_path):
    script = Script(tmp_path, name="vent-inventory", token=None)
    script.write(settings=None, cluster=CLUSTER)
    seen = json.loads(script.ansible("ansible-inventory", "--list"))
    assert seen["tag_controller"]["hosts"] == seen["controller"]["hosts"] == ["controller-9"]
    assert seen["_meta"]["hostvars"]["controller-9"]["ansible_port"] == 2222
    assert sorted(script.ansible("ansible", "paris", "--list-hosts").split()[2:]) == ["controller-9", "worker-9"]


def test_the_cluster_file_and_the_machines_together(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write(cluster=CLUSTER)
    everything = script.inventory("--list")
    assert everything["tag_worker"] == ["worker-9", "worker-1"]
    assert script.inventory("--host", "worker-9")["ansible_host"] == "192.0.2.20"
    assert script.inventory("--host", "worker-1")["packet_hostname"] == "worker-1"


def test_the_cache(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write()
    first = script.inventory()
    asked = len(api.asked)
    api.show({"testing": []})
    assert script.inventory("--list") == first
    assert len(api.asked) == asked, "a young cache asks nobody"
    assert script.inventory("--refresh-cache") == {"_meta": {"hostvars": {}}}
    assert json.loads((tmp_path / "cache/ansible-packet.index").read_text()) == {}


def test_a_host_that_nobody_knows(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write()
    assert script.inventory("--host", "nobody") == {}


def test_a_machine_that_is_gone_since_it_was_listed(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write()
    script.inventory()
    api.show({"testing": []})
    assert script.inventory("--host", "worker-1") == {}


def test_a_thousand_machines_in_pages_of_ten(tmp_path):
    machines = [device(number) for number in range(1000)]
    with PacketServer({"testing": machines}, most=10) as server:
        script = Script(tmp_path, api=server)
        script.write()
        everything = script.inventory()
        assert everything["packet"] == [f"worker-{number}" for number in range(1000)]
        assert sorted(server.asked).count("GET /metal/v1/projects/testing/devices") == 100


def test_without_a_token(tmp_path, api):
    script = Script(tmp_path, api=api, token=None)
    script.write()
    done = script.run("--list")
    assert done.returncode == 77 and done.stdout == ""
    assert "there is no token for the API" in done.stderr


def test_with_a_wrong_token(tmp_path, api):
    script = Script(tmp_path, api=api, token="another")
    script.write()
    done = script.run("--list")
    assert done.returncode == 77 and done.stdout == ""
    assert "VENT_API_TOKEN" in done.stderr and "another" not in done.stderr


def test_what_is_wrong_in_the_settings(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write(more="group_by_tag = True\n")
    done = script.run("--list")
    assert done.returncode == 0 and json.loads(done.stdout)["packet"]
    assert "group_by_tag' is not known, it is left aside (is it group_by_tags?)" in done.stderr
    script.write(more="pattern_include = (a)\\1\n")
    done = script.run("--list")
    assert done.returncode == 64 and done.stdout == ""
    assert "a reference to a group is not supported" in done.stderr


def test_settings_elsewhere(tmp_path, api):
    script = Script(tmp_path, api=api)
    script.write(more="pattern_include = worker-1\n")
    (tmp_path / "packet_net.ini").rename(tmp_path / "mine.ini")
    done = script.run("inventory", program=VENT, PACKET_NET_INI_PATH="~/mine.ini")
    assert json.loads(done.stdout)["packet"] == ["worker-1"]
    done = script.run("inventory", "--settings", str(tmp_path / "not-there.ini"), program=VENT)
    assert done.returncode == 69 and "not-there.ini" in done.stderr


def test_the_lab_of_this_machine(tmp_path, api):
    """Without the address of another API: the lab's machines, and how to log in to them."""
    script = Script(tmp_path, name="vent-inventory", token=None)
    state = tmp_path / ".local/state/vent/metal/metal"
    state.mkdir(parents=True)
    port = api.server.server_address[1]
    (state / "lab.json").write_text(json.dumps({"private_range": "10.80.0.0/16", "public_range": "198.51.100.0/24",
                                                "port": port}))
    (state / "token").write_text(TOKEN)
    variables = script.inventory("--list")["_meta"]["hostvars"]["worker-1"]
    assert variables["ansible_ssh_private_key_file"] == str(state / "ssh/id_ed25519")
    assert f'UserKnownHostsFile="{state}/ssh/known_hosts"' in variables["ansible_ssh_common_args"]
    assert script.inventory("--host", "worker-1") == variables


def recorded(name):
    file = RECORDED / name
    if not file.exists():
        pytest.skip(f"{file} is not there: the original's recorded output was NOT compared")
    return file.read_text()


def test_the_same_as_the_original(tmp_path):
    """What the original script printed for recorded machines, with the settings that it came with."""
    expected = json.loads(recorded("vent-1.37.1.recorded.list.json"))
    answers = json.loads(recorded("input-recorded.json"))
    settings = recorded("packet_net.vent.ini")
    listed = answers["projects"]["projects"]
    projects = {one["name"]: answers[f"projects/{one['id']}/devices"]["devices"] for one in listed}
    # A machine was recorded twice in its life. A list never shows it twice: the one that has an address is kept.
    for name, machines in projects.items():
        by_id = {}
        for one in machines:
            if one["id"] not in by_id or one["ip_addresses"]:
                by_id[one["id"]] = one
        projects[name] = list(by_id.values())
    with PacketServer(projects) as server:
        script = Script(tmp_path, api=server)
        (tmp_path / "packet_net.ini").write_text(settings)
        assert script.inventory("--list") == expected
        assert (tmp_path / ".ansible/tmp/ansible-packet.cache").exists()
        for host, variables in expected["_meta"]["hostvars"].items():
            assert script.inventory("--host", host) == variables
