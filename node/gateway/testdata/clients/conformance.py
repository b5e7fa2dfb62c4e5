"""The official openai client, unchanged, against a gateway.

OPENAI_BASE_URL and OPENAI_API_KEY say which one and with which key, as the client reads them itself. DGRID_MODEL is the model
to ask. With DGRID_SCRIPTED=1 the gateway stands before a router that answers some questions with errors, and those are asked
too; without it the script runs against any network.
"""

import asyncio
import os
import sys

import openai

MODEL = os.environ.get("DGRID_MODEL", "smollm2-135m-instruct-q4_1")
SCRIPTED = os.environ.get("DGRID_SCRIPTED") == "1"
QUESTION = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "What is a lighthouse?"}]

client = openai.OpenAI(max_retries=0, timeout=120)


def ask(text):
    return [{"role": "user", "content": text}]


def raises(kind, call, **want):
    try:
        call()
    except kind as error:
        for name, value in want.items():
            assert getattr(error, name) == value, f"{name} is {getattr(error, name)!r}, want {value!r}"
        return error
    raise AssertionError(f"no {kind.__name__}")


def models():
    found = [m for m in client.models.list() if m.id == MODEL]
    assert len(found) == 1 and found[0].object == "model", found
    dgrid = found[0].model_extra["dgrid"]
    assert dgrid["model"].startswith("0x") and isinstance(dgrid["verified"], bool) and dgrid["why"], dgrid
    assert client.models.retrieve(MODEL) == found[0]
    raises(openai.NotFoundError, lambda: client.models.retrieve("no-such-model"), code="model_not_found", status_code=404)


def whole():
    got = client.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=8, temperature=0.5, seed=7)
    choice = got.choices[0]
    assert got.object == "chat.completion" and len(got.choices) == 1 and got.id.startswith("chatcmpl-"), got
    assert choice.message.role == "assistant" and choice.message.content and choice.finish_reason in ("stop", "length"), choice
    assert 1 <= got.usage.completion_tokens <= 8 and got.usage.prompt_tokens > 0, got.usage
    assert got.usage.total_tokens == got.usage.prompt_tokens + got.usage.completion_tokens, got.usage
    parts = got.model_extra["dgrid"]["parts"]
    assert sum(p["tokens"] for p in parts) == got.usage.completion_tokens and parts[0]["receipt"].endswith("/receipt"), parts


def raw_headers():
    raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=QUESTION, max_tokens=4)
    got = raw.parse()
    assert raw.headers["x-dgrid-job"] == got.model_extra["dgrid"]["answer"], raw.headers
    assert raw.request_id.startswith("req_"), raw.request_id
    record = client.get(f"/dgrid/jobs/{raw.headers['x-dgrid-job']}", cast_to=object)
    assert record["state"] == "done" and record["parts"][0]["decision"]["candidates"], record


def stream():
    chunks = list(client.chat.completions.create(
        model=MODEL, messages=QUESTION, max_completion_tokens=8, stream=True, stream_options={"include_usage": True}, seed=7, temperature=0.5))
    assert len({c.id for c in chunks}) == 1 and all(c.object == "chat.completion.chunk" for c in chunks)
    assert chunks[0].choices[0].delta.role == "assistant", chunks[0]
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text, "no text"
    assert chunks[-2].choices[0].finish_reason in ("stop", "length"), chunks[-2]
    assert chunks[-1].choices == [] and 1 <= chunks[-1].usage.completion_tokens <= 8, chunks[-1]
    assert all(c.usage is None for c in chunks[:-1])
    assert chunks[-1].model_extra["dgrid"]["parts"], chunks[-1]
    if SCRIPTED:
        same = client.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=8, seed=7, temperature=0.5)
        assert same.choices[0].message.content == text, (same, text)


def stream_helper():
    with client.chat.completions.stream(model=MODEL, messages=QUESTION, max_tokens=32) as events:
        seen = "".join(e.delta for e in events if e.type == "content.delta")
        try:
            final = events.get_final_completion()
        except openai.LengthFinishReasonError as error:  # the helper's own rule for answers that were cut
            final = error.completion
    assert final.choices[0].message.content == seen != "", (final, seen)


def asynchronous():
    async def run():
        async with openai.AsyncOpenAI(max_retries=0, timeout=120) as other:
            chunks = await other.chat.completions.create(model=MODEL, messages=QUESTION, max_tokens=8, stream=True)
            return "".join([c.choices[0].delta.content or "" async for c in chunks if c.choices])

    assert asyncio.run(run())


def tools():
    got = client.chat.completions.create(
        model=MODEL, max_tokens=8, tool_choice="auto",
        tools=[{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "What is the weather in Bern?"}]},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\": \"Bern\"}"}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "rain"},
        ])
    assert got.choices[0].message.content is not None and got.choices[0].message.tool_calls is None, got


def extensions():
    got = client.chat.completions.create(
        model=MODEL, messages=QUESTION, max_tokens=4, extra_body={"top_k": 20, "min_p": 0.05, "repetition_penalty": 1.1, "dgrid": {"privacy": "open"}})
    assert got.model_extra["dgrid"]["fee"].isdigit(), got


def embeddings():
    texts = ["A lighthouse", "is a tower."]
    try:
        got = client.embeddings.create(model=MODEL, input=texts)
    except openai.NotFoundError:
        assert not SCRIPTED  # the gateway runs no such model itself
        return
    assert [e.index for e in got.data] == [0, 1] and got.object == "list" and got.model == MODEL, got
    assert all(abs(sum(x * x for x in e.embedding) - 1) < 1e-4 for e in got.data), "no unit vectors"
    assert got.usage.prompt_tokens == got.usage.total_tokens > 0, got.usage
    plain = client.embeddings.create(model=MODEL, input=texts[0], encoding_format="float").data[0].embedding
    assert len(plain) == len(got.data[0].embedding), plain
    raises(openai.BadRequestError, lambda: client.embeddings.create(model=MODEL, input="x", dimensions=2), code="unsupported_parameter", param="dimensions")


def bad_requests():
    call = client.chat.completions.create
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=QUESTION, n=2), code="unsupported_value", param="n", type="invalid_request_error")
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=QUESTION, temperature=9), param="temperature")
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=QUESTION, response_format={"type": "json_object"}), param="response_format")
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=QUESTION, extra_body={"dgrid": {"max_fee": "0"}}), param="dgrid.max_fee")
    raises(openai.NotFoundError, lambda: call(model="no-such-model", messages=QUESTION), code="model_not_found", param="model")


def cancelled():
    chunks = client.chat.completions.create(model=MODEL, messages=ask("endless"), stream=True, max_tokens=512)
    for chunk in chunks:
        if chunk.choices and chunk.choices[0].delta.content:
            break
    chunks.close()


def wrong_key():
    other = openai.OpenAI(api_key="dgk_wrong", max_retries=0)
    raises(openai.AuthenticationError, lambda: other.models.list(), code="invalid_api_key", status_code=401)
    raises(openai.AuthenticationError, lambda: other.chat.completions.create(model=MODEL, messages=QUESTION))


def scripted_errors():
    call = client.chat.completions.create
    raises(openai.RateLimitError, lambda: call(model=MODEL, messages=ask("busy")), code="all_busy", status_code=429)
    raises(openai.RateLimitError, lambda: call(model=MODEL, messages=ask("busy"), stream=True), code="all_busy")
    raises(openai.InternalServerError, lambda: call(model=MODEL, messages=ask("nobody")), code="no_provider", status_code=503)
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=ask("dear")), code="max_fee_too_low")
    raises(openai.BadRequestError, lambda: call(model=MODEL, messages=ask("long")), code="context_length_exceeded")
    # By itself the client asks again after the time that the gateway names.
    patient = openai.OpenAI(max_retries=2, timeout=120)
    assert patient.chat.completions.create(model=MODEL, messages=ask("busy once")).choices[0].message.content
    raises(openai.InternalServerError, lambda: call(model=MODEL, messages=ask("broken")), code="broken_off", status_code=502)
    seen = []

    def read():
        for chunk in call(model=MODEL, messages=ask("broken"), stream=True):
            seen.append(chunk.choices[0].delta.content)

    error = raises(openai.APIError, read, code="broken_off")
    assert "".join(seen) == "A lighthouse " and "broke off" in error.message, (seen, error)


checks = [models, whole, raw_headers, stream, stream_helper, asynchronous, tools, extensions, embeddings, bad_requests, cancelled]
if SCRIPTED:
    checks += [wrong_key, scripted_errors]
for check in checks:
    try:
        check()
    except Exception as error:
        print(f"{check.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
        raise
    print(f"ok {check.__name__}", flush=True)
print(f"all {len(checks)} checks passed with openai {openai.__version__}")
