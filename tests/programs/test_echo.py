"""vent-echo: who was asked, who asked, and what."""

import http.client
import json
import os
import signal
import socket
import subprocess

import pytest
from conftest import LONG, program


def read_port(process, kind):
    words = process.stdout.readline().split()
    assert words[0] == kind, words
    return int(words[1].rsplit(":", 1)[1])


class Echo:
    def __init__(self):
        self.process = subprocess.Popen([program("vent-echo"), "--port", "0", "--udp-port", "0"],
                                        stdout=subprocess.PIPE, text=True)
        self.port = read_port(self.process, "tcp")
        self.udp_port = read_port(self.process, "udp")

    def ask(self, path, method="GET", host="127.0.0.1", **request):
        connection = http.client.HTTPConnection(host, self.port, timeout=LONG)
        connection.request(method, path, **request)
        response = connection.getresponse()
        return response.status, response.read().decode()

    def send(self, raw):
        """What comes back for these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=LONG) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer


@pytest.fixture
def echo():
    server = Echo()
    yield server
    server.process.kill()
    server.process.wait()


def test_short_answers(echo):
    assert echo.ask("/healthz") == (200, "ok\n")
    assert echo.ask("/hostname") == (200, socket.gethostname() + "\n")
    assert echo.ask("/hostname", method="HEAD") == (200, "")


def test_it_describes_the_request(echo):
    status, body = echo.ask("/some/path?a=1", headers={"X-Test": "one\ttwo", "X-Odd": 'a"b\\c\xe4'})
    seen = json.loads(body)
    client, server = seen.pop("client"), seen.pop("server")
    headers = [(header["name"], header["value"]) for header in seen.pop("headers")]
    assert status == 200
    assert seen == {"hostname": socket.gethostname(), "method": "GET", "path": "/some/path?a=1"}
    assert client.startswith("127.0.0.1:")
    assert server == f"127.0.0.1:{echo.port}"
    assert ("X-Test", "one\ttwo") in headers
    assert ("X-Odd", 'a"b\\c\xe4') in headers


def test_addresses_of_the_sixth_kind(echo):
    assert json.loads(echo.ask("/", host="::1")[1])["server"] == f"[::1]:{echo.port}"


def test_a_large_body_does_not_take_the_answer_away(echo):
    assert echo.ask("/healthz", method="POST", body=b"x" * 3_000_000)[0] == 200


def test_datagrams(echo):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(LONG)
        for text in (b"hello", b"", b"\0" * 9000):
            client.sendto(text, ("127.0.0.1", echo.udp_port))
            answer, sender = client.recvfrom(65536)
            assert answer == socket.gethostname().encode() + b" " + text
            assert sender == ("127.0.0.1", echo.udp_port)


GARBAGE = [
    b"x",
    b"\n\n",
    b"\r\n\r\n",
    b"\0\0\0\0\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n\n",  # the beginning of TLS
    b"GET\r\n\r\n",
    b"GET / \r\n\r\n",
    b"GET  / HTTP/1.1\r\n\r\n",
    b"get / HTTP/1.1\r\n\r\n",
    b"GET nowhere HTTP/1.1\r\n\r\n",
    b"GET / HTTP/2\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b" " * 100 + b"\n\n",
    b"\xff" * 5000 + b"\n\n",
]


@pytest.mark.parametrize("raw", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused(echo, raw):
    assert echo.send(raw).startswith(b"HTTP/1.1 400 ")
    assert echo.ask("/healthz")[0] == 200


def test_odd_headers_are_still_json(echo):
    raw = b"GET /\xff\"\\ HTTP/1.0\r\n:\r\n: \r\nno colon\r\nA:\0\x01\x7f\xff\r\n\r\n"
    body = echo.send(raw).split(b"\r\n\r\n", 1)[1]
    seen = json.loads(body)
    assert seen["path"] == '/\xff"\\'
    assert seen["headers"][-1] == {"name": "A", "value": "\0\x01\x7f\xff"}


def test_the_largest_headers_are_answered_whole(echo):
    raw = b"GET / HTTP/1.1\r\nA: "
    raw += b"\x01" * (16 * 1024 - len(raw) - 4) + b"\r\n\r\n"
    assert len(raw) == 16 * 1024
    seen = json.loads(echo.send(raw).split(b"\r\n\r\n", 1)[1])
    assert len(seen["headers"][0]["value"]) == 16 * 1024 - 23


def test_larger_ones_are_refused(echo):
    raw = b"GET / HTTP/1.1\r\nA: " + b"x" * 64 * 1024 + b"\r\n\r\n"
    assert echo.send(raw).startswith(b"HTTP/1.1 431 ")
    assert echo.ask("/healthz")[0] == 200


def test_those_who_say_nothing_hold_up_nobody(echo):
    silent = [socket.create_connection(("127.0.0.1", echo.port), timeout=LONG) for _ in range(40)]
    assert echo.ask("/healthz")[0] == 200
    for one in silent:
        one.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told_also_with_clients(echo, number):
    with socket.create_connection(("127.0.0.1", echo.port), timeout=LONG) as client:
        client.sendall(b"GET / HT")
        echo.process.send_signal(number)
        assert echo.process.wait(timeout=LONG) == 0


def test_it_ends_when_told_as_the_first_process(start_first):
    first = start_first(program("vent-echo"), "--port", "0")
    read_port(first.outside, "tcp")
    os.kill(first.id, signal.SIGTERM)
    assert first.outside.wait(timeout=LONG) == 0


def test_a_port_that_is_taken(echo):
    second = subprocess.run([program("vent-echo"), "--port", str(echo.port)], capture_output=True, text=True)
    assert second.returncode == 1
    assert second.stderr == f"vent-echo: there is no listening on tcp port {echo.port}: Address already in use\n"


@pytest.mark.parametrize("words", ["--port", "--port x", "--port -1", "--port 65536", "--port 8x", "--other 1", "8080"])
def test_bad_arguments(words):
    ended = subprocess.run([program("vent-echo"), *words.split()], capture_output=True, text=True, timeout=LONG)
    assert (ended.returncode, ended.stderr) == (64, "usage: vent-echo [--port N] [--udp-port N]\n")
