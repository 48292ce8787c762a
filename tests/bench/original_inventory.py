"""Runs Ansible's own packet_net.py, as it was published, against the server of the benchmark.

    original_inventory.py FOLDER [its arguments]     FOLDER: what `fetch` made

The script asks one host by its name; only that name is changed here, on the way out.
"""

import os
import pathlib
import runpy
import subprocess
import sys
import tarfile

ANSIBLE, CLIENT = "ansible==2.6.2", "packet-python==1.37.1"  # the last with the script; the last that answers it
SCRIPT = "contrib/inventory/packet_net.py"


def fetch(folder):
    """Both from the package index of Python; nothing of them is kept here."""
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "--root-user-action", "ignore"]
    subprocess.run([*pip, "download", "--no-deps", "--no-binary", ":all:", "-d", folder, ANSIBLE], check=True)
    subprocess.run([*pip, "install", "--target", folder / "library", CLIENT, "six"], check=True)
    with tarfile.open(next(folder.glob("ansible-*.tar.gz"))) as archive:
        member = next(one for one in archive if one.name.endswith(f"/{SCRIPT}"))
        (folder / "packet_net.py").write_bytes(archive.extractfile(member).read())


def main(folder, *arguments):
    sys.path.insert(0, str(folder / "library"))
    import requests

    real = requests.get
    requests.get = lambda url, **rest: real(url.replace("https://api.packet.net", os.environ["VENT_PACKET_URL"]), **rest)
    sys.argv = ["packet_net.py", *arguments]
    runpy.run_path(str(folder / "packet_net.py"), run_name="__main__")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
