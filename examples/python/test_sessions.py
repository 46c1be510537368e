"""Uses the emulator with only the standard library of Python."""

import json
import os
import unittest
from urllib.error import HTTPError
from urllib.request import Request, urlopen

BASE = f"{os.environ['AMIGO_BASE_URL']}/v1/{os.environ['AMIGO_WORKSPACE_ID']}/sessions"


def call(method, path, body=None):
    request = Request(
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['AMIGO_API_KEY']}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urlopen(request) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        return error.code, json.load(error)


class Sessions(unittest.TestCase):
    def test_starts_one_session_for_a_service_and_an_entity(self):
        wanted = {
            "service_id": os.environ["AMIGO_SERVICE_ID"],
            "entity_id": os.environ["AMIGO_ENTITY_ID"],
            "channel_kind": "web",
        }
        status, first = call("POST", "/start", wanted)
        _, again = call("POST", "/start", wanted)
        self.assertEqual((status, first["session_status"]), (201, "created"))
        self.assertEqual(again["session_status"], "already_active")
        self.assertEqual(again["conversation_id"], first["conversation_id"])

    def test_returns_the_same_errors_as_the_real_api(self):
        status, body = call("POST", "/nobody/inject", {"message": ""})
        self.assertEqual(status, 422)
        self.assertEqual(body["detail"][0]["type"], "string_too_short")


if __name__ == "__main__":
    unittest.main()
