"""All components in the store, as a user gets them there."""

import hashlib
import json
import pathlib
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import artifacts_of, run_vent

# How each program is asked, and what it says: by hand here, beside what the catalogue says.
SAYS = {
    "kube-apiserver": (["--version"], "Kubernetes v{}"),
    "kube-controller-manager": (["--version"], "Kubernetes v{}"),
    "kube-scheduler": (["--version"], "Kubernetes v{}"),
    "kubelet": (["--version"], "Kubernetes v{}"),
    "kube-proxy": (["--version"], "Kubernetes v{}"),
    "kubectl": (["version", "--client"], "Client Version: v{}"),
    "etcd": (["--version"], "etcd Version: {}"),
    "etcdctl": (["version"], "etcdctl version: {}"),
    "etcdutl": (["version"], "etcdutl version: {}"),
    "containerd": (["--version"], " v{} "),
    "ctr": (["--version"], " v{}"),
    "containerd-shim-runc-v2": (["-v"], "v{}"),
    "runc": (["--version"], "runc version {}"),
    "bridge": (["--version"], "v{}"),
    "portmap": (["--version"], "v{}"),
    "coredns": (["-version"], "CoreDNS-{}"),
    "flanneld": (["--version"], "v{}"),
    "runsc": (["--version"], "{}"),
    "busybox": ([], "BusyBox v{}"),
}


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.parametrize("file", SAYS)
def test_a_program_says_its_version(made, file):
    arguments, says = SAYS[file]
    done = subprocess.run([file, *arguments], executable=made[file]["path"], capture_output=True, text=True, timeout=60)
    assert says.format(made[file]["version"]) in done.stdout + done.stderr


def test_a_program_needs_no_library(made):
    for file, artifact in made.items():
        if artifact["origin"] == "build":
            done = subprocess.run(["ldd", artifact["path"]], capture_output=True, text=True)
            assert "not a dynamic executable" in done.stdout + done.stderr, file


def test_every_file_has_its_digest(made):
    for artifact in made.values():
        assert sha256(artifact["path"]) == artifact["sha256"]


def test_making_again_does_nothing_and_takes_no_time(made):
    began = time.monotonic()
    said = run_vent("artifacts", "make", "--origin", "build").stderr
    assert "0 made" in said
    assert time.monotonic() - began < 5  # a second on a quiet machine: ./dev bench bundle measures it


def test_a_damaged_file_is_found_and_made_again(made, tmp_path):
    store = copied_store(made, tmp_path, "vent")
    path = pathlib.Path(store["vent-pause"]["path"])
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.chmod(0o755)
    path.write_bytes(content)
    verified = run_vent("artifacts", "verify", check=False, XDG_CACHE_HOME=tmp_path)
    assert verified.returncode == 2
    assert "vent-pause" in verified.stderr
    run_vent("artifacts", "make", "vent", XDG_CACHE_HOME=tmp_path)
    assert run_vent("artifacts", "verify", XDG_CACHE_HOME=tmp_path).returncode == 0


def copied_store(made, cache, component):
    """A store of its own that has one component."""
    run_vent("artifacts", "make", component, XDG_CACHE_HOME=cache)
    return {name[3]: artifact for name, artifact in artifacts_of(XDG_CACHE_HOME=cache).items()}


def test_a_bundle_brings_everything_to_a_place_without_a_network(made, tmp_path):
    bundle, cache = tmp_path / "vent.tar.zst", tmp_path / "elsewhere"
    run_vent("bundle", "save", bundle)
    assert bundle.stat().st_size < 350_000_000
    unplugged = ["unshare", "--net"]
    run_vent("bundle", "load", bundle, before=unplugged, XDG_CACHE_HOME=cache)
    there = artifacts_of(XDG_CACHE_HOME=cache)
    assert {name[3]: one["sha256"] for name, one in there.items()} == {file: one["sha256"] for file, one in made.items()}
    assert all(sha256(one["path"]) == one["sha256"] for one in there.values())
    # Nothing is missing there: what could be made is not even begun.
    said = run_vent("artifacts", "make", "--origin", "build", before=unplugged, XDG_CACHE_HOME=cache).stderr
    assert "0 made" in said


def test_a_changed_bundle_is_refused_and_leaves_no_wrong_file(made, tmp_path):
    bundle, cache = tmp_path / "vent.tar.zst", tmp_path / "elsewhere"
    run_vent("bundle", "save", bundle)
    with open(bundle, "r+b") as file:
        file.seek(bundle.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 0x10]))
    done = run_vent("bundle", "load", bundle, check=False, XDG_CACHE_HOME=cache)
    assert done.returncode == 64, done.stderr
    assert "(amd64)" in done.stderr or "(arm64)" in done.stderr  # which entry
    for artifact in artifacts_of(XDG_CACHE_HOME=cache).values():
        assert sha256(artifact["path"]) == artifact["sha256"]


def test_building_twice_gives_the_same(made, tmp_path):
    """With compilers that remember nothing. The small ones: the large ones differ in nothing but their size."""
    environment = {"XDG_CACHE_HOME": tmp_path, "GOCACHE": tmp_path / "go"}
    run_vent("artifacts", "make", "cni-plugins", "--origin", "build", timeout=600, **environment)
    again = {name[3]: one for name, one in artifacts_of(**environment).items()}
    assert len(again) > 3
    assert {file: one["sha256"] for file, one in again.items()} == {file: made[file]["sha256"] for file in again}
    shutil.rmtree(tmp_path / "go", ignore_errors=True)


def test_images_are_the_same_twice(made, tmp_path):
    run_vent("artifacts", "make", "vent", "pause-image", XDG_CACHE_HOME=tmp_path)
    again = {name[3]: one for name, one in artifacts_of(XDG_CACHE_HOME=tmp_path).items()}
    assert again["pause.tar"]["sha256"] == made["pause.tar"]["sha256"]


def test_two_at_once_make_it_once(made, tmp_path):
    command = ["artifacts", "make", "cni-plugins", "--origin", "build"]
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(run_vent, *command, timeout=600, XDG_CACHE_HOME=tmp_path, GOCACHE=go_cache()) for _ in range(2)]
    assert all(one.result().returncode == 0 for one in both)
    assert run_vent("artifacts", "verify", XDG_CACHE_HOME=tmp_path).returncode == 0
    assert len(artifacts_of(XDG_CACHE_HOME=tmp_path)) > 3


def go_cache():
    return subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip()


def test_an_unknown_version_says_which_there_are():
    done = run_vent("artifacts", "make", "--with", "kubernetes=1.0.0", check=False)
    assert done.returncode == 64
    assert "1.36.3" in done.stderr


def test_without_a_toolchain_it_says_what_to_install(tmp_path):
    (tmp_path / "bin").mkdir()
    done = run_vent("artifacts", "make", "etcd", "--origin", "build", check=False, XDG_CACHE_HOME=tmp_path, PATH=tmp_path / "bin")
    assert done.returncode == 69
    assert "apt-get install golang-go" in done.stderr


def test_versions_names_licences_and_sources(made):
    listed = json.loads(run_vent("-o", "json", "versions").stdout)["artifacts"]
    assert all(one["licence"] and one["source"] and one["inStore"] for one in listed)
    assert {one["sha256"] for one in listed} == {one["sha256"] for one in made.values()}

