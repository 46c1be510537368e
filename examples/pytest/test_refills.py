from refills import announce_refill


def test_delivers_to_subscribers_of_a_call(sessions):
    call = sessions.calls.place(subscribers=1)
    announce_refill(sessions.url, sessions.id, sessions.api_key, "ibuprofen")
    [event] = sessions.calls.read(call["call_sid"])["injections"]
    assert event["message"] == "The refill of ibuprofen is approved."
    assert event["status"] == "delivered"


def test_counts_no_calls_when_the_service_is_down(sessions):
    sessions.faults.add(operation="inject", status=503)
    assert announce_refill(sessions.url, sessions.id, sessions.api_key, "ibuprofen") == 0


def test_the_agent_uses_it_in_its_next_response(sessions):
    call_sid = sessions.calls.place(subscribers=1)["call_sid"]
    announce_refill(sessions.url, sessions.id, sessions.api_key, "ibuprofen")
    sessions.clock.advance(1)
    sessions.wait("injection.incorporated", call_sid=call_sid)
