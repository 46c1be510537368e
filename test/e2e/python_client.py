"""Uses everything that the Python client has, against the emulator of `exec` (python-client.test.ts)."""

import json
import os
import sys
import unittest
from pathlib import Path
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[2] / "clients/python"))

from sessions_emulator import EmulatorError, connect  # noqa: E402

URL = os.environ["AMIGO_BASE_URL"]
TOKEN = os.environ["TOKEN"]
NOBODY = "99999999-9999-4999-8999-999999999999"


def post(workspace, path, body):
    """A request of the client under test."""
    request = Request(
        f"{workspace.url}/v1/{workspace.id}{path}",
        data=json.dumps(body).encode(),
        headers={"authorization": f"Bearer {workspace.api_key}", "content-type": "application/json"},
    )
    with urlopen(request) as response:
        return json.load(response)


class Client(unittest.TestCase):
    def setUp(self):
        self.emulator = connect(URL, TOKEN)
        self.addCleanup(self.emulator.close)
        self.workspace = self.emulator.workspace("demo")

    def inject(self, call_sid, message="Hello"):
        return post(self.workspace, f"/sessions/{call_sid}/inject", {"message": message})["status"]

    def test_places_calls_and_shows_what_became_of_events(self):
        calls = self.workspace.calls
        call_sid = calls.place(call_sid="mine")["call_sid"]
        self.assertEqual(self.inject(call_sid), "queued_no_subscriber")
        self.assertEqual(calls.attach(call_sid, subscriber_id="agent"), {"subscriber_id": "agent", "drained": 1})
        self.assertEqual(calls.read(call_sid)["injections"][0]["status"], "delivered")
        calls.detach(call_sid, "agent")
        self.assertEqual(calls.set_state(call_sid, "talking")["current_state"], "talking")
        self.assertFalse(calls.end(call_sid)["active"])
        self.assertEqual(len(calls.place(count=2)), 2)
        self.assertEqual(len(calls.list()), len(self.emulator.workspace("demo").calls.list()) + 3)

    def test_adds_services_entities_and_keys_and_removes_them(self):
        for resource, name in ((self.workspace.services, "service_id"), (self.workspace.entities, "entity_id")):
            added = resource.add(name="New")[name]
            resource.put(NOBODY, name="Replaced")
            self.assertLessEqual({added, NOBODY}, {one[name] for one in resource.list()})
            resource.remove(added)
            self.assertNotIn(added, {one[name] for one in resource.list()})
        key = self.workspace.keys.issue(name="ci")
        self.assertIn(key["key_id"], {one["key_id"] for one in self.workspace.keys.list()})
        self.workspace.keys.remove(key["key_id"])

    def test_scripts_the_agent_and_ends_its_sessions(self):
        script = self.workspace.script
        script.put([{"match": {"contains": "hours"}, "reply": {"text": "Nine to five."}}])
        self.assertEqual(script.read()["rules"][0]["reply"]["text"], "Nine to five.")
        service = self.workspace.services.list()[0]["service_id"]
        one, other = (entity["entity_id"] for entity in self.workspace.entities.list())
        wanted = {"service_id": service, "channel_kind": "web"}
        first = post(self.workspace, "/sessions/start", {**wanted, "entity_id": one})["conversation_id"]
        second = post(self.workspace, "/sessions/start", {**wanted, "entity_id": other})["conversation_id"]
        post(self.workspace, f"/conversations/{first}/turns", {"message": "Your hours?"})
        self.assertTrue(self.workspace.sessions.read(first)["active"])
        self.assertEqual(self.workspace.sessions.conversation(first)["turns"][-1]["text"], "Nine to five.")
        self.workspace.sessions.close(first)
        self.workspace.sessions.expire(second)
        self.assertEqual([session["active"] for session in self.workspace.sessions.list()], [False, False])
        script.remove()

    def test_moves_the_clocks(self):
        for clock in (self.workspace.clock, self.emulator.clock):
            self.assertEqual(clock.freeze("2026-03-01T09:30:00+00:00")["mode"], "frozen")
            self.assertEqual(clock.advance(60)["now"], "2026-03-01T09:31:00+00:00")
            self.assertIn("count", clock.due())
            self.assertEqual(clock.read()["speed"], 0)
            self.assertEqual(clock.run(2)["speed"], 2)

    def test_makes_requests_fail_and_verifies_them(self):
        faults, journal = self.workspace.faults, self.workspace.journal
        call_sid = self.workspace.calls.place(subscribers=1)["call_sid"]
        rule = faults.add(operation="start", status=503)
        self.assertEqual(len(faults.list(never_fired=True)), 1)
        faults.remove(rule["fault_id"])
        faults.remove()
        self.assertEqual(faults.list(), [])
        self.inject(call_sid, "Approved.")
        self.assertEqual(len(journal.list(operation="inject", body={"message": "Approved."})), 1)
        self.assertTrue(journal.verify(operation="inject", exactly=1)["ok"])
        self.assertEqual(self.workspace.wait("injection.delivered")["call_sid"], call_sid)
        journal.forget()
        self.assertEqual(journal.list(), [])

    def test_reads_resets_and_restores(self):
        self.workspace.calls.place(call_sid="mine")
        taken = self.workspace.snapshot(secrets=True)
        self.workspace.reset()
        self.assertNotIn("mine", [call["call_sid"] for call in self.workspace.read()["calls"]])
        self.emulator.load(taken)
        self.assertEqual(self.workspace.calls.read("mine")["call_sid"], "mine")
        world = self.emulator.snapshot()
        self.assertEqual(len(world["workspaces"]), len(self.emulator.workspaces()))
        self.assertIn("inject", [operation["name"] for operation in self.emulator.operations()])
        self.assertGreaterEqual(len(self.emulator.wait(type="call.placed", count=2)), 2)
        self.emulator.reset()

    def test_removes_what_it_made_and_nothing_else(self):
        with connect(URL, TOKEN) as other:
            with other.workspace() as inner:
                inner.remove()
            left = other.workspace().id
        ids = [one["workspace_id"] for one in self.emulator.workspaces()]
        self.assertNotIn(left, ids)
        self.assertIn(self.workspace.id, ids)

    def refusal(self, *of, **more):
        with self.assertRaises(EmulatorError) as raised:
            of[0](*of[1:], **more)
        return str(raised.exception)

    def test_says_what_is_wrong_in_one_sentence(self):
        self.assertIn("no emulator can be reached at http://127.0.0.1:1: ", self.refusal(connect, "http://127.0.0.1:1"))
        self.assertIn("requires its control token", self.refusal(connect, URL))
        self.assertIn("refuses this control token", self.refusal(connect, URL, token="other"))
        self.assertIn("is not a sessions-emulator", self.refusal(connect, f"{URL}/v1", TOKEN))
        self.assertIn("is 404: Call not found.", self.refusal(self.workspace.calls.read, "nobody"))
        self.assertIn("body.seconds: ", self.refusal(self.workspace.clock.advance, -1))
        late = self.refusal(self.workspace.wait, "call.ended", timeout=0.001)
        self.assertIn("is 408: 0 of 1 events happened within 1 ms. What did: ", late)


if __name__ == "__main__":
    unittest.main()
