"""A client of the control plane of sessions-emulator, with the standard library of Python alone (3.9 or newer).

    from sessions_emulator import connect

    with connect("http://127.0.0.1:4010") as emulator:
        with emulator.workspace("demo") as workspace:
            call = workspace.calls.place(subscribers=1)
            workspace.faults.add(operation="inject", status=503, times=1)
            # ... point the client under test at emulator.url, with workspace.id and workspace.api_key ...
            workspace.wait("injection.delivered", call_sid=call["call_sid"])

Keyword arguments and results are those of the control plane's document (``/_emulator/docs``), under the same names. A
refused request raises ``EmulatorError``.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple, Union
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

__all__ = ["EmulatorError", "Emulator", "Workspace", "connect"]

Json = Dict[str, Any]

#: Method and path of each operation, by its operation id. Streams are left out: ``wait`` is what a test needs of them.
OPERATIONS: Dict[str, Tuple[str, str]] = {
    "create_workspace": ("POST", "/workspaces"),
    "list_workspaces": ("GET", "/workspaces"),
    "read_workspace": ("GET", "/workspaces/{ws}"),
    "remove_workspace": ("DELETE", "/workspaces/{ws}"),
    "reset_workspace": ("POST", "/workspaces/{ws}/reset"),
    "reset_world": ("POST", "/reset"),
    "place_calls": ("POST", "/workspaces/{ws}/calls"),
    "list_calls": ("GET", "/workspaces/{ws}/calls"),
    "read_call": ("GET", "/workspaces/{ws}/calls/{call_sid}"),
    "set_call_state": ("PATCH", "/workspaces/{ws}/calls/{call_sid}"),
    "end_call": ("POST", "/workspaces/{ws}/calls/{call_sid}/end"),
    "attach_subscriber": ("POST", "/workspaces/{ws}/calls/{call_sid}/subscribers"),
    "detach_subscriber": ("DELETE", "/workspaces/{ws}/calls/{call_sid}/subscribers/{subscriber_id}"),
    "add_service": ("POST", "/workspaces/{ws}/services"),
    "put_service": ("PUT", "/workspaces/{ws}/services/{service_id}"),
    "list_services": ("GET", "/workspaces/{ws}/services"),
    "remove_service": ("DELETE", "/workspaces/{ws}/services/{service_id}"),
    "add_entity": ("POST", "/workspaces/{ws}/entities"),
    "put_entity": ("PUT", "/workspaces/{ws}/entities/{entity_id}"),
    "list_entities": ("GET", "/workspaces/{ws}/entities"),
    "remove_entity": ("DELETE", "/workspaces/{ws}/entities/{entity_id}"),
    "issue_key": ("PUT", "/workspaces/{ws}/api-keys"),
    "list_keys": ("GET", "/workspaces/{ws}/api-keys"),
    "remove_key": ("DELETE", "/workspaces/{ws}/api-keys/{key_id}"),
    "list_sessions": ("GET", "/workspaces/{ws}/sessions"),
    "close_session": ("POST", "/workspaces/{ws}/sessions/{conversation_id}/close"),
    "expire_session": ("POST", "/workspaces/{ws}/sessions/{conversation_id}/expire"),
    "read_session": ("GET", "/workspaces/{ws}/sessions/{conversation_id}"),
    "read_conversation": ("GET", "/workspaces/{ws}/conversations/{conversation_id}"),
    "put_script": ("PUT", "/workspaces/{ws}/script"),
    "read_script": ("GET", "/workspaces/{ws}/script"),
    "remove_script": ("DELETE", "/workspaces/{ws}/script"),
    "read_world_clock": ("GET", "/clock"),
    "set_world_clock": ("PUT", "/clock"),
    "advance_world_clock": ("POST", "/clock/advance"),
    "list_world_clock_due": ("GET", "/clock/due"),
    "read_clock": ("GET", "/workspaces/{ws}/clock"),
    "set_clock": ("PUT", "/workspaces/{ws}/clock"),
    "advance_clock": ("POST", "/workspaces/{ws}/clock/advance"),
    "list_clock_due": ("GET", "/workspaces/{ws}/clock/due"),
    "add_fault": ("POST", "/workspaces/{ws}/faults"),
    "list_faults": ("GET", "/workspaces/{ws}/faults"),
    "remove_faults": ("DELETE", "/workspaces/{ws}/faults"),
    "remove_fault": ("DELETE", "/workspaces/{ws}/faults/{fault_id}"),
    "list_requests": ("GET", "/workspaces/{ws}/journal"),
    "forget_requests": ("DELETE", "/workspaces/{ws}/journal"),
    "verify_requests": ("POST", "/workspaces/{ws}/journal/verify"),
    "wait_for_events": ("POST", "/wait"),
    "list_operations": ("GET", "/operations"),
    "take_snapshot": ("GET", "/snapshot"),
    "load_snapshot": ("PUT", "/snapshot"),
    "take_workspace_snapshot": ("GET", "/workspaces/{ws}/snapshot"),
}

#: Seconds that a response may take, besides the time that a wait is asked to take.
PATIENCE = 30.0


class EmulatorError(Exception):
    """A request that the emulator refused, or an emulator that cannot be reached.

    ``status`` is that of the response, None without one; ``body`` is its JSON.
    """

    def __init__(self, message: str, status: Optional[int] = None, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


def _reason(body: Any) -> str:
    """What a refusal says, as one text."""
    detail = body.get("detail", body) if isinstance(body, dict) else body
    if isinstance(detail, list):
        detail = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in detail)
    seen = ", ".join(one["type"] for one in body.get("seen", [])) if isinstance(body, dict) else ""
    return f"{detail} What did: {seen}." if seen else str(detail)


class _Control:
    """Sends operations to one emulator. ``params`` are the values that its paths have always."""

    def __init__(self, url: str, token: Optional[str], params: Dict[str, str]) -> None:
        self.url = url.rstrip("/")
        self._token = token
        self._params = params
        # An emulator is on this machine, or in its network: never behind a proxy.
        self._opener = build_opener(ProxyHandler({}))

    def within(self, workspace_id: str) -> _Control:
        return _Control(self.url, self._token, {"ws": workspace_id})

    def send(
        self,
        operation: str,
        body: Any = None,
        query: Optional[Json] = None,
        patience: float = PATIENCE,
        **params: str,
    ) -> Any:
        method, path = OPERATIONS[operation]
        values = {name: quote(value, safe="") for name, value in {**self._params, **params}.items()}
        given = {name: value for name, value in (query or {}).items() if value is not None}
        url = f"{self.url}/_emulator{path.format(**values)}"
        headers = {"content-type": "application/json"}
        if self._token is not None:
            headers["authorization"] = f"Bearer {self._token}"
        request = Request(
            f"{url}?{urlencode(given)}" if given else url,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
        )
        try:
            with self._opener.open(request, timeout=patience) as response:
                return self._read(response.read())
        except HTTPError as error:
            status, found = error.code, self._read(error.read())
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise EmulatorError(f"no emulator can be reached at {self.url}: {reason}") from error
        if status == 401:
            hint = "requires its control token" if self._token is None else "refuses this control token"
            raise EmulatorError(f"the emulator at {self.url} {hint}: connect(url, token=…)", 401, found)
        if status == 404 and not (isinstance(found, dict) and found.get("detail") not in (None, "Not Found")):
            raise EmulatorError(f"{self.url} is not a sessions-emulator of this version", 404, found)
        raise EmulatorError(f"{method} {path} is {status}: {_reason(found)}", status, found)

    @staticmethod
    def _read(data: bytes) -> Any:
        try:
            return json.loads(data) if data else None
        except ValueError:
            return data.decode(errors="replace")


class _Resource:
    def __init__(self, control: _Control) -> None:
        self._send = control.send


class Calls(_Resource):
    """The calls of a workspace, and their subscribers."""

    def place(self, **fields: Any) -> Any:
        """Places a call. With ``count`` several, and a list of them is returned."""
        return self._send("place_calls", fields)

    def list(self) -> List[Json]:
        """All calls, ended ones too."""
        return self._send("list_calls")

    def read(self, call_sid: str) -> Json:
        """A call with its injections, queue, subscribers and transcript."""
        return self._send("read_call", call_sid=call_sid)

    def set_state(self, call_sid: str, state: str) -> Json:
        return self._send("set_call_state", {"state": state}, call_sid=call_sid)

    def end(self, call_sid: str) -> Json:
        """Hangs up."""
        return self._send("end_call", call_sid=call_sid)

    def attach(self, call_sid: str, **fields: Any) -> Json:
        """Attaches a simulated agent; queued events are delivered to it at once."""
        return self._send("attach_subscriber", fields, call_sid=call_sid)

    def detach(self, call_sid: str, subscriber_id: str) -> None:
        self._send("detach_subscriber", call_sid=call_sid, subscriber_id=subscriber_id)


class Catalog(_Resource):
    """The services of a workspace, or its entities."""

    def __init__(self, control: _Control, one: str, all: str) -> None:
        super().__init__(control)
        self._one, self._all = one, all

    def add(self, **fields: Any) -> Json:
        return self._send(f"add_{self._one}", fields)

    def put(self, id: str, **fields: Any) -> Json:
        """Adds one, or replaces the one with this id."""
        return self._send(f"put_{self._one}", fields, **{f"{self._one}_id": id})

    def list(self) -> List[Json]:
        return self._send(f"list_{self._all}")

    def remove(self, id: str) -> None:
        self._send(f"remove_{self._one}", **{f"{self._one}_id": id})


class Keys(_Resource):
    """The API keys of a workspace."""

    def issue(self, **fields: Any) -> Json:
        """Issues a key. Only this result has it, as ``api_key``."""
        return self._send("issue_key", fields)

    def list(self) -> List[Json]:
        return self._send("list_keys")

    def remove(self, key_id: str) -> None:
        self._send("remove_key", key_id=key_id)


class Sessions(_Resource):
    """The text sessions of a workspace."""

    def list(self) -> List[Json]:
        """Of each pair of service and entity the last session, active or not."""
        return self._send("list_sessions")

    def read(self, conversation_id: str) -> Json:
        """A session with its turns."""
        return self._send("read_session", conversation_id=conversation_id)

    def conversation(self, conversation_id: str) -> Json:
        """A conversation with its turns, open or closed."""
        return self._send("read_conversation", conversation_id=conversation_id)

    def close(self, conversation_id: str) -> None:
        """Closes a session, as its client would."""
        self._send("close_session", conversation_id=conversation_id)

    def expire(self, conversation_id: str) -> None:
        """Ends a session as if it had been idle for too long."""
        self._send("expire_session", conversation_id=conversation_id)


class Script(_Resource):
    """What the agent of the text sessions says."""

    def put(self, rules: List[Json]) -> Json:
        """Replaces the script. The first rule that matches decides; without one the agent quotes the message."""
        return self._send("put_script", {"rules": rules})

    def read(self) -> Json:
        return self._send("read_script")

    def remove(self) -> None:
        self._send("remove_script")


class Clock(_Resource):
    """The clock of a workspace, or of the world."""

    def __init__(self, control: _Control, name: str) -> None:
        super().__init__(control)
        self._name = name

    def read(self) -> Json:
        return self._send(f"read_{self._name}")

    def _set(self, **change: Any) -> Json:
        return self._send(f"set_{self._name}", change)

    def freeze(self, now: Optional[str] = None) -> Json:
        """Stops the clock. ``now``: an ISO time. Default: the time that it shows."""
        return self._set(mode="frozen", **({} if now is None else {"now": now}))

    def run(self, speed: float = 1) -> Json:
        """Lets the clock run, ``speed`` times as fast as that of the host."""
        return self._set(mode="real", speed=speed)

    def advance(self, seconds: float) -> Json:
        """Moves the clock forward. Returns once everything that is due by then has happened."""
        return self._send(f"advance_{self._name}", {"seconds": seconds})

    def due(self) -> Json:
        """What happens next by time alone: the soonest 100, and how many there are."""
        return self._send(f"list_{self._name}_due")


class Faults(_Resource):
    """The fault rules of a workspace."""

    def add(self, **fields: Any) -> Json:
        """Adds a rule after the others. For each request the first that fires decides."""
        return self._send("add_fault", fields)

    def list(self, never_fired: bool = False) -> List[Json]:
        return self._send("list_faults", query={"never_fired": "true" if never_fired else None})

    def remove(self, fault_id: Optional[str] = None) -> None:
        """Removes one rule. Default: all of them."""
        if fault_id is None:
            self._send("remove_faults")
        else:
            self._send("remove_fault", fault_id=fault_id)


class Journal(_Resource):
    """The requests that the client under test sent, and their responses."""

    def list(self, body: Any = None, **filters: Any) -> List[Json]:
        """The requests, oldest first. ``body``: fields that the body has with these values."""
        text = None if body is None else json.dumps(body)
        return self._send("list_requests", query={**filters, "body": text})["entries"]

    def verify(self, **expected: Any) -> Json:
        """Counts the requests that match. Raises nothing when the count is another one: check ``ok``."""
        return self._send("verify_requests", expected)

    def forget(self) -> None:
        self._send("forget_requests")


def _wait(control: _Control, wanted: Json, timeout: float) -> List[Json]:
    body = {**wanted, "timeout_ms": round(timeout * 1000)}
    return control.send("wait_for_events", body, patience=timeout + PATIENCE)["events"]


class Workspace:
    """A fresh workspace, isolated from all others. At the end of a ``with`` it is removed."""

    def __init__(self, control: _Control, created: Json) -> None:
        #: UUID, as in the paths of the API.
        self.id: str = created["workspace_id"]
        #: An API key, which a client sends as its bearer token.
        self.api_key: str = created["api_key"]
        #: The emulator's URL, for a client.
        self.url = control.url
        self._control = control.within(self.id)
        self.calls = Calls(self._control)
        self.services = Catalog(self._control, "service", "services")
        self.entities = Catalog(self._control, "entity", "entities")
        self.keys = Keys(self._control)
        self.sessions = Sessions(self._control)
        self.script = Script(self._control)
        self.clock = Clock(self._control, "clock")
        self.faults = Faults(self._control)
        self.journal = Journal(self._control)

    def wait(self, type: Optional[str] = None, timeout: float = 5.0, **wanted: Any) -> Json:
        """Waits for the first event that matches; returns at once if it has happened already.

        ``timeout`` is in seconds of the host. Raises ``EmulatorError`` (408) when it has passed.
        """
        pattern = {**wanted, "workspace_id": self.id, **({} if type is None else {"type": type})}
        return _wait(self._control, pattern, timeout)[0]

    def read(self) -> Json:
        """The workspace with its services, entities and calls."""
        return self._control.send("read_workspace")

    def snapshot(self, secrets: bool = False) -> Json:
        """All of the workspace. ``secrets``: with its API keys."""
        return self._control.send("take_workspace_snapshot", query={"secrets": "true" if secrets else None})

    def reset(self) -> None:
        """Resets the workspace to its template."""
        self._control.send("reset_workspace")

    def remove(self) -> None:
        """Removes the workspace. Does nothing the second time."""
        try:
            self._control.send("remove_workspace")
        except EmulatorError as error:
            # An emulator that is gone took its workspaces with it.
            if error.status not in (404, None):
                raise

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Emulator:
    """A running emulator. At the end of a ``with`` the workspaces that it made are removed; the emulator goes on."""

    def __init__(self, control: _Control) -> None:
        self._control = control
        self._made: List[Workspace] = []
        #: Base URL for a client, without a slash at the end.
        self.url = control.url
        #: The clock of all workspaces that have none of their own.
        self.clock = Clock(control, "world_clock")

    def workspace(self, template: Union[str, Json] = "empty") -> Workspace:
        """Makes a workspace: ``demo``, ``empty``, or with the contents of a workspace of a fixture."""
        made = Workspace(self._control, self._control.send("create_workspace", {"template": template}))
        self._made.append(made)
        return made

    def workspaces(self) -> List[Json]:
        return self._control.send("list_workspaces")

    def operations(self) -> List[Json]:
        """The operations that respond, and which of them are simulated."""
        return self._control.send("list_operations")

    def wait(self, timeout: float = 5.0, **wanted: Any) -> List[Json]:
        """Waits for at least ``count`` events (default: 1) of any workspace, and returns them."""
        return _wait(self._control, wanted, timeout)

    def snapshot(self, secrets: bool = False) -> Json:
        return self._control.send("take_snapshot", query={"secrets": "true" if secrets else None})

    def load(self, snapshot: Json) -> None:
        """Replaces the world, or the one workspace that the snapshot has."""
        self._control.send("load_snapshot", snapshot)

    def reset(self) -> None:
        """Resets every workspace, those of others too."""
        self._control.send("reset_world")

    def close(self) -> None:
        """Removes the workspaces that this object made."""
        while self._made:
            self._made.pop().remove()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(url: str, token: Optional[str] = None) -> Emulator:
    """Connects to an emulator. ``token``: its ``--control-token``, if it has one.

    Raises ``EmulatorError`` when no emulator responds there, or it refuses the token.
    """
    control = _Control(url, token, {})
    control.send("list_operations")
    return Emulator(control)
