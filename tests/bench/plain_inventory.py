"""What `vent inventory` is measured against: a plain inventory script, with nothing in it that isn't needed.

    plain_inventory.py SETTINGS requests|connection|cache

It reads its settings, lists the projects and pages through their machines, makes groups and variables, writes the cache
and prints. `requests` asks as scripts of this kind do, with the library of that name and a connection for each page;
`connection` keeps one open, which is as fast as it gets in Python one page after another; `cache` prints the cache.
"""

import configparser
import http.client
import json
import os
import pathlib
import sys
from urllib.parse import urlsplit

URL, TOKEN = urlsplit(os.environ["VENT_PACKET_URL"]), os.environ["PACKET_API_TOKEN"]
PLAIN = ("billing_cycle", "created_at", "hostname", "href", "id", "locked", "spot_instance", "state",
         "termination_time", "updated_at", "user")
SHORT = {"facility": "code", "operating_system": "slug", "plan": "slug"}


def reader_with_requests():
    import requests

    def read(path):
        answer = requests.get(URL.geturl() + path, headers={"X-Auth-Token": TOKEN}, timeout=30)
        answer.raise_for_status()
        return answer.json()

    return read


def reader_with_one_connection():
    connection = http.client.HTTPConnection(URL.netloc, timeout=30)

    def read(path):
        connection.request("GET", URL.path + path, headers={"X-Auth-Token": TOKEN})
        return json.load(connection.getresponse())

    return read


def pages(read, path, key):
    number = 1
    while True:
        answer = read(f"{path}?per_page=999&page={number}")
        yield from answer[key]
        if not answer["meta"]["next"]:
            return
        number += 1


def safe(text):
    return "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in text)


def variables(device, address):
    found = {f"packet_{name}": "" if device.get(name) is None else device[name] for name in PLAIN}
    found |= {f"packet_{name}": device[name][field] for name, field in SHORT.items()}
    found |= {f"packet_tag_{safe(tag)}": tag for tag in device["tags"]}
    return found | {"ansible_host": address}


def inventory(read):
    groups, hosts, index = {}, {}, {}
    for project in pages(read, "/projects", "projects"):
        for device in pages(read, f"/projects/{project['id']}/devices", "devices"):
            addresses = [one["address"] for one in device["ip_addresses"]
                         if one["public"] and one["address_family"] == 4]
            if device["state"] != "active" or not addresses:
                continue
            name = device["hostname"]
            names = [device["id"], name, project["name"], "packet"]
            names += [device[key][field] for key, field in SHORT.items()]
            names += [f"tag_{safe(tag)}" for tag in device["tags"]] or ["tag_none"]
            for group in names:
                groups.setdefault(group, []).append(name)
            hosts[name] = variables(device, addresses[-1])
            index[name] = [project["id"], device["id"]]
    return groups | {"_meta": {"hostvars": hosts}}, index


def main(settings, way):
    parser = configparser.ConfigParser()
    parser.read(settings)
    cache = pathlib.Path(parser["packet"]["cache_path"])
    if way == "cache":
        sys.stdout.write((cache / "ansible-packet.cache").read_text())
        return
    found, index = inventory(reader_with_requests() if way == "requests" else reader_with_one_connection())
    text = json.dumps(found, sort_keys=True, indent=2)
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "ansible-packet.cache").write_text(text)
    (cache / "ansible-packet.index").write_text(json.dumps(index, sort_keys=True, indent=2))
    print(text)


main(*sys.argv[1:])
