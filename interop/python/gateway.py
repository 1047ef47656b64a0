"""Starts and stops gateways."""

import os
import socket
import subprocess
import tempfile
import time

import httpx

START_SECONDS = 30


def free_ports(count):
    """Ports that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


class Gateway:
    """A running gateway with a REST and a gRPC port of its own."""

    def __init__(self, path=None, api_key=None, upstream=None):
        self.api_key = api_key
        self.log = tempfile.TemporaryFile(mode="w+")
        self.rest_port, self.grpc_port = free_ports(2)
        command = [os.environ["QDRANT_GATEWAY"], "--rest-port", str(self.rest_port), "--grpc-port", str(self.grpc_port)]
        for option, value in (("--path", path), ("--api-key", api_key), ("--upstream", upstream)):
            if value is not None:
                command += [option, str(value)]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        self._wait()

    @property
    def rest_url(self):
        return f"http://127.0.0.1:{self.rest_port}"

    @property
    def grpc_url(self):
        return f"grpc://127.0.0.1:{self.grpc_port}"

    def _wait(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                httpx.get(f"{self.rest_url}/", timeout=1).raise_for_status()
                socket.create_connection(("127.0.0.1", self.grpc_port), timeout=1).close()
                return
            except (httpx.HTTPError, OSError):
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the gateway did not start: {self.output()}")

    def output(self):
        """What the gateway has written so far."""
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        """Ends the gateway as a service manager would; it has ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        return self.process.returncode
