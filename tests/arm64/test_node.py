"""vent-node for 64-bit ARM, run on this machine by qemu: what it does needs to be right on another processor too."""

import gzip
import hashlib
import json
import pathlib
import struct
import subprocess

import pytest

BUILD = pathlib.Path(__file__).parents[2] / "build/arm64"
QEMU = "qemu-aarch64-static"


class Node:
    """The other end of vent-node's messages, as src/node/message.h has them."""

    def __init__(self, program, root):
        self.process = subprocess.Popen([QEMU, program, "serve", "--root", root], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def send(self, header, body=b""):
        text = json.dumps(header).encode()
        self.process.stdin.write(struct.pack(">II", len(text), len(body)) + text + body)
        self.process.stdin.flush()

    def answer(self, request):
        """The answer to a request; events on the way are passed over."""
        while True:
            header, body = struct.unpack(">II", self.process.stdout.read(8))
            message = json.loads(self.process.stdout.read(header))
            self.process.stdout.read(body)
            if message["request"] == request and "event" not in message:
                assert "error" not in message, message
                return message["answer"]

    def end(self):
        self.process.stdin.close()
        return self.process.wait(timeout=60)


@pytest.fixture
def program(tmp_path):
    """As it is sent to a host."""
    path = tmp_path / "vent-node"
    path.write_bytes(gzip.decompress((BUILD / "vent-node-aarch64.gz").read_bytes()))
    path.chmod(0o755)
    return path


def test_it_is_static_and_says_its_version(program):
    assert subprocess.run([QEMU, program, "--version"], capture_output=True, text=True).stdout.startswith("vent-node ")


def test_it_greets_with_facts_and_makes_a_file(program, tmp_path):
    root = tmp_path / "root"
    (root / "var/lib").mkdir(parents=True)
    node = Node(program, root)
    assert node.answer(0)["architecture"] == "aarch64"
    text = b"made on another processor\n"
    digest = hashlib.sha256(text).hexdigest()
    node.send({"do": "content", "digest": digest, "packed": False}, text)
    ownership = {"mode": "0640", "owner": "root", "group": "root"}
    file = {"path": "/etc/made", "content": {"digest": digest, "size": len(text), "secret": False}, "ownership": ownership}
    node.send({"do": "make", "request": 1, "purpose": "a test", "chapter": "01_test",
               "resources": [{"kind": "file", "spec": file, "why": ""}]})
    node.answer(1)
    assert (root / "etc/made").read_bytes() == text
    assert (root / "etc/made").stat().st_mode & 0o777 == 0o640
    node.send({"do": "undo", "request": 2, "purpose": "a test"})
    node.answer(2)
    assert not (root / "etc/made").exists()
    assert node.end() == 0
