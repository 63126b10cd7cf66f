"""What a generic gRPC client finds: every method of every service, by reflection alone."""

import concurrent.futures
import json
import subprocess
import unittest

from harness import SERVICES, eventually, running
from check_protos import install_buf

OPEN_TO_ALL = ("grpc.health.v1.", "grpc.reflection.")
STREAM_SECONDS = 2
# What an empty request may be answered with. A stream without an end is cut off by the client.
ANSWERS = {"ok", "invalid_argument", "not_found", "failed_precondition", "permission_denied", "deadline_exceeded"}
# An operator's token names no account, and these are about the caller's.
ABOUT_ACCOUNTS = "overround.gateway.v1.GatewayService/"


class Reflection(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.buf = str(install_buf())
        cls.stack = cls.enterClassContext(running())
        # A key is looked for once a second at most.
        eventually(lambda: cls.curl("collector", "overround.ops.v1.Ops/GetHealth", cls.token("collector")) == "ok", "the operator's key to be known")

    @classmethod
    def token(cls, service):
        command = [str(cls.stack.build / "bin/overround-token"), "--secrets", str(cls.stack.local / "secrets"), "--audience", service]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    @classmethod
    def address(cls, service):
        return f"http://127.0.0.1:{cls.stack.port(service)}"

    @classmethod
    def listed(cls, service, what):
        done = subprocess.run([cls.buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc", what, cls.address(service)],
                              check=True, capture_output=True, text=True)
        return done.stdout.split()

    @classmethod
    def curl(cls, service, method, token=None):
        """The code an empty request is answered with, in small letters."""
        command = [cls.buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--timeout", f"{STREAM_SECONDS}s", "--data", "{}"]
        if token:
            command += ["--header", f"Authorization: Bearer {token}"]
        done = subprocess.run([*command, f"{cls.address(service)}/{method}"], capture_output=True, text=True)
        if done.returncode == 0:
            return "ok"
        begin = done.stderr.find("{")
        return json.loads(done.stderr[begin:])["code"] if begin >= 0 else done.stderr.strip()

    def answers(self, token=None):
        """By (service, method): the code of each method's answer."""
        methods = [(service, method) for service in SERVICES for method in self.listed(service, "--list-methods")]
        tokens = {service: self.token(service) if token else None for service in SERVICES}
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            codes = pool.map(lambda at: self.curl(*at, tokens[at[0]]), methods)
        return dict(zip(methods, codes))

    def test_every_service_lists_its_own_and_the_common_services(self):
        for service in SERVICES:
            listed = self.listed(service, "--list-services")
            for wanted in ("grpc.health.v1.Health", "overround.ops.v1.Ops", "overround.eventlog.v1.EventLogService"):
                self.assertIn(wanted, listed, service)
            self.assertTrue(any(name.startswith(f"overround.{service}.v1.") for name in listed), listed)

    def test_every_method_answers_an_operator(self):
        answers = self.answers(token=True)
        self.assertGreater(len(answers), 100)
        strange = {at: code for at, code in answers.items()
                   if code not in ANSWERS and not (code == "unauthenticated" and at[1].startswith(ABOUT_ACCOUNTS))}
        self.assertEqual(strange, {})

    def test_nothing_but_health_and_reflection_is_open_to_a_call_without_a_token(self):
        wrong = {at: code for at, code in self.answers().items()
                 if not at[1].startswith(OPEN_TO_ALL) and code != "unauthenticated"}
        self.assertEqual(wrong, {})


if __name__ == "__main__":
    unittest.main()
