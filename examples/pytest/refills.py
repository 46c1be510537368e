"""The code under test: your client of the Sessions API."""

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def announce_refill(url, workspace_id, api_key, medicine):
    """Injects into every active call that a refill was approved. Returns the number of calls with a subscriber."""
    sessions = f"{url}/v1/{workspace_id}/sessions"
    headers = {"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"}
    with urlopen(Request(f"{sessions}/active", headers=headers)) as response:
        calls = json.load(response)
    heard = 0
    for call in calls:
        body = json.dumps({"message": f"The refill of {medicine} is approved."}).encode()
        request = Request(f"{sessions}/{call['call_sid']}/inject", data=body, headers=headers)
        try:
            with urlopen(request) as response:
                heard += json.load(response)["status"] == "delivered"
        except HTTPError:
            pass
    return heard
