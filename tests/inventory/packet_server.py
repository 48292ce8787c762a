"""A server of the part of the Packet API that an inventory asks, on a free port of 127.0.0.1.

All answers are made before the first question, so that a benchmark measures who asks. Connections stay open.
"""

import json
import socket
import socketserver
import threading
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-of-this-test"


def device(number, **changes):
    """A machine as the API shows it, with as much around the interesting parts as there is in real answers."""
    identity = f"{number:08x}-0000-4000-8000-000000000000"
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    found = {
        "id": identity, "short_id": identity[:8], "hostname": f"worker-{number}", "description": None,
        "state": "active", "tags": ["worker", f"rack-{number % 20}"], "image_url": None, "billing_cycle": "hourly", "user": "root",
        "iqn": f"iqn.2026-01.net.example:device.{identity[:8]}", "locked": False, "bonding_mode": 5,
        "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:10:00Z", "spot_instance": True,
        "spot_price_max": 0.3, "termination_time": None, "customdata": {}, "always_pxe": False, "storage": None,
        "href": f"/metal/v1/devices/{identity}", "userdata": "#!/bin/sh\necho hello\n", "volumes": [],
        "ssh_keys": [{"href": f"/metal/v1/ssh-keys/{identity}"}], "project": {"href": "/metal/v1/projects/project-1"},
        "operating_system": {"slug": "debian_12", "name": "Debian 12", "distro": "debian", "version": "12",
                             "provisionable_on": ["c2.medium.x86", "c3.small.x86", "m3.large.x86"]},
        "facility": {"id": "facility-1", "name": "Amsterdam, NL", "code": "ams1", "features": ["baremetal", "ibx"],
                     "address": {"href": "#facility-1"}, "ip_ranges": ["198.18.0.0/15"]},
        "plan": {"id": "plan-1", "slug": "c2.medium.x86", "name": "c2.medium.x86", "line": "baremetal",
                 "specs": {"cpus": [{"count": 1, "type": "EPYC 7401P"}], "memory": {"total": "64GB"},
                           "drives": [{"count": 2, "size": "480GB", "type": "SSD"}],
                           "nics": [{"count": 2, "type": "10Gbps"}]},
                 "available_in": [{"href": f"/metal/v1/facilities/{place}"} for place in range(12)],
                 "pricing": {"hour": 1.0}},
        "ip_addresses": [
            {"id": f"ip-{number}-{family}-{public}", "address_family": family, "netmask": "255.255.255.254",
             "public": public, "cidr": 31, "management": True, "manageable": True, "enabled": True, "global_ip": None,
             "customdata": {}, "assigned_to": {"href": f"/metal/v1/devices/{identity}"}, "network": value,
             "address": value, "gateway": value, "href": f"/metal/v1/ips/{number}"}
            for family, public, value in ((4, True, address), (6, True, "2001:db8::1"),
                                          (4, False, f"10.{address[4:]}"))],
        "network_ports": [{"id": f"port-{number}-{port}", "type": "NetworkPort", "name": port,
                           "data": {"bonded": True}, "connected_port": None, "href": f"/metal/v1/ports/{number}"}
                          for port in ("bond0", "eth0", "eth1")],
    }
    return found | changes


def project(name):
    return {"id": name.replace(" ", "-"), "name": name, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z", "max_devices": {}, "payment_method": None, "devices": [],
            "invitations": [], "memberships": [], "members": [], "ssh_keys": []}


def meta(number, pages, total):
    def page(wanted):
        return {"href": f"/metal/v1/things?page={wanted}"} if 1 <= wanted <= pages else None

    return {"first": page(1), "previous": page(number - 1), "self": page(number), "next": page(number + 1),
            "last": {"href": f"/metal/v1/things?page={pages}"}, "total": total, "current_page": number,
            "last_page": pages}


class PacketServer:
    """Shows projects, {name: [device, …]}, in pages of `most` items whatever is asked for.

    The id of a project is its name with dashes for spaces.
    """

    def __init__(self, projects, most=1000):
        self.most = most
        self.asked = []  # method and path of each request
        self.show(projects)
        answer = self.answer

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                received = b""
                while True:
                    while b"\r\n\r\n" not in received:
                        more = self.request.recv(65536)
                        if not more:
                            return
                        received += more
                    head, received = received.split(b"\r\n\r\n", 1)
                    self.request.sendall(answer(head))

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/metal/v1"

    def show(self, projects):
        answers = {}
        listed = [project(name) for name in projects]
        self._add_pages(answers, "/projects", "projects", listed)
        for name, devices in projects.items():
            self._add_pages(answers, f"/projects/{name.replace(' ', '-')}/devices", "devices", devices)
            for one in devices:
                answers[f"/devices/{one['id']}", 1] = response("200 OK", one)
        self.answers = answers

    def _add_pages(self, answers, path, key, items):
        pages = max(1, -(-len(items) // self.most))
        for number in range(1, pages + 1):
            part = items[(number - 1) * self.most : number * self.most]
            answers[path, number] = response("200 OK", {key: part, "meta": meta(number, pages, len(items))})

    def answer(self, head):
        request, *headers = head.decode().split("\r\n")
        method, target, _ = request.split(" ")
        place = urlsplit(target)
        self.asked.append(f"{method} {place.path}")
        if f"x-auth-token: {TOKEN}" not in (header.lower() for header in headers):
            return response("401 Unauthorized", {"error": "Invalid authentication token"})
        page = int(parse_qs(place.query).get("page", ["1"])[0])
        missing = response("404 Not Found", {"errors": ["Not found"]})
        return self.answers.get((place.path.removeprefix("/metal/v1"), page), missing)


def response(status, content):
    body = json.dumps(content).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
