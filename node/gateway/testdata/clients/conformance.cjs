// The official openai client, unchanged, against a gateway. The environment is that of conformance.py.
"use strict";

const assert = require("node:assert/strict");
const OpenAI = require("openai");
const { VERSION } = require("openai/version");

const model = process.env.DGRID_MODEL || "smollm2-135m-instruct-q4_1";
const scripted = process.env.DGRID_SCRIPTED === "1";
const question = [{ role: "system", content: "Be short." }, { role: "user", content: "What is a lighthouse?" }];
const client = new OpenAI({ maxRetries: 0, timeout: 120_000 });
const ask = (text) => [{ role: "user", content: text }];

async function raises(kind, call, want = {}) {
  let caught;
  try {
    await call();
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof kind, `want ${kind.name}, got ${caught}`);
  for (const [name, value] of Object.entries(want)) assert.equal(caught[name], value, name);
  return caught;
}

async function collect(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const text = (chunks) => chunks.map((c) => c.choices[0]?.delta.content ?? "").join("");

const checks = {
  async models() {
    const found = (await collect(client.models.list())).filter((m) => m.id === model);
    assert.equal(found.length, 1);
    assert.equal(found[0].object, "model");
    assert.match(found[0].dgrid.model, /^0x/);
    assert.equal(typeof found[0].dgrid.verified, "boolean");
    assert.ok(found[0].dgrid.why);
    assert.deepEqual({ ...(await client.models.retrieve(model)) }, found[0]);
    await raises(OpenAI.NotFoundError, () => client.models.retrieve("no-such-model"), { code: "model_not_found", status: 404 });
  },

  async whole() {
    const got = await client.chat.completions.create({ model, messages: question, max_tokens: 8, temperature: 0.5, seed: 7 });
    assert.equal(got.object, "chat.completion");
    assert.equal(got.choices.length, 1);
    assert.ok(got.choices[0].message.content);
    assert.ok(["stop", "length"].includes(got.choices[0].finish_reason));
    assert.ok(got.usage.completion_tokens >= 1 && got.usage.completion_tokens <= 8);
    assert.equal(got.usage.total_tokens, got.usage.prompt_tokens + got.usage.completion_tokens);
    assert.match(got._request_id, /^req_/);
    assert.match(got.dgrid.parts[0].receipt, /\/receipt$/);
  },

  async embeddings() {
    const input = ["A lighthouse", "is a tower."];
    let got;
    try {
      got = await client.embeddings.create({ model, input });
    } catch (error) {
      assert.ok(!scripted && error instanceof OpenAI.NotFoundError, error); // the gateway runs no such model itself
      return;
    }
    assert.deepEqual(got.data.map((e) => e.index), [0, 1]);
    for (const e of got.data) assert.ok(Math.abs(e.embedding.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-4);
    assert.ok(got.usage.prompt_tokens > 0);
  },

  async rawHeaders() {
    const { data, response } = await client.chat.completions.create({ model, messages: question, max_tokens: 4 }).withResponse();
    assert.equal(response.headers.get("x-dgrid-job"), data.dgrid.answer);
    const record = await client.get(`/dgrid/jobs/${data.dgrid.answer}`);
    assert.equal(record.state, "done");
    assert.ok(record.parts[0].decision.candidates.length);
  },

  async stream() {
    const { data, response } = await client.chat.completions
      .create({ model, messages: question, max_completion_tokens: 8, stream: true, stream_options: { include_usage: true }, seed: 7, temperature: 0.5 })
      .withResponse();
    const chunks = await collect(data);
    assert.equal(new Set(chunks.map((c) => c.id)).size, 1);
    assert.equal(chunks[0].choices[0].delta.role, "assistant");
    assert.ok(text(chunks));
    assert.ok(["stop", "length"].includes(chunks.at(-2).choices[0].finish_reason));
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.ok(chunks.at(-1).usage.completion_tokens >= 1);
    assert.ok(chunks.slice(0, -1).every((c) => c.usage === null));
    assert.equal(response.headers.get("x-dgrid-job"), chunks.at(-1).dgrid.answer);
  },

  async streamHelper() {
    const stream = client.chat.completions.stream({ model, messages: question, max_tokens: 8 });
    let seen = "";
    stream.on("content", (delta) => (seen += delta));
    assert.equal((await stream.finalChatCompletion()).choices[0].message.content, seen);
    assert.ok(seen);
  },

  async tools() {
    const got = await client.chat.completions.create({
      model, max_tokens: 8, tool_choice: "auto",
      tools: [{ type: "function", function: { name: "weather", parameters: { type: "object", properties: { city: { type: "string" } } } } }],
      messages: [
        { role: "user", content: [{ type: "text", text: "What is the weather in Bern?" }] },
        { role: "assistant", content: null, tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city": "Bern"}' } }] },
        { role: "tool", tool_call_id: "c1", content: "rain" },
      ],
    });
    assert.equal(typeof got.choices[0].message.content, "string");
  },

  async extensions() {
    const got = await client.chat.completions.create({ model, messages: question, max_tokens: 4, top_k: 20, min_p: 0.05, dgrid: { privacy: "open" } });
    assert.match(got.dgrid.fee, /^[0-9]+$/);
  },

  async badRequests() {
    const create = (extra) => () => client.chat.completions.create({ model, messages: question, ...extra });
    await raises(OpenAI.BadRequestError, create({ n: 2 }), { code: "unsupported_value", param: "n", type: "invalid_request_error" });
    await raises(OpenAI.BadRequestError, create({ temperature: 9 }), { param: "temperature" });
    await raises(OpenAI.BadRequestError, create({ logprobs: true }), { param: "logprobs" });
    await raises(OpenAI.NotFoundError, create({ model: "no-such-model" }), { code: "model_not_found", param: "model" });
  },

  async cancelled() {
    const stream = await client.chat.completions.create({ model, messages: ask("endless"), stream: true, max_tokens: 512 });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break; // leaving the loop aborts the request
    assert.ok(stream.controller.signal.aborted);
  },

  async wrongKey() {
    if (!scripted) return;
    const other = new OpenAI({ apiKey: "dgk_wrong", maxRetries: 0 });
    await raises(OpenAI.AuthenticationError, () => other.models.list(), { code: "invalid_api_key", status: 401 });
  },

  async scriptedErrors() {
    if (!scripted) return;
    const create = (content, extra) => () => client.chat.completions.create({ model, messages: ask(content), ...extra });
    await raises(OpenAI.RateLimitError, create("busy"), { code: "all_busy", status: 429 });
    await raises(OpenAI.RateLimitError, create("busy", { stream: true }), { code: "all_busy" });
    await raises(OpenAI.InternalServerError, create("nobody"), { code: "no_provider", status: 503 });
    await raises(OpenAI.BadRequestError, create("dear"), { code: "max_fee_too_low" });
    await raises(OpenAI.BadRequestError, create("long"), { code: "context_length_exceeded" });
    const patient = new OpenAI({ maxRetries: 2, timeout: 120_000 });
    assert.ok((await patient.chat.completions.create({ model, messages: ask("busy once") })).choices[0].message.content);
    await raises(OpenAI.InternalServerError, create("broken"), { code: "broken_off", status: 502 });
    let seen = "";
    const error = await raises(OpenAI.APIError, async () => {
      for await (const chunk of await create("broken", { stream: true })()) seen += chunk.choices[0].delta.content ?? "";
    });
    assert.equal(seen, "A lighthouse ");
    assert.match(error.message, /broke off/);
  },
};

(async () => {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      console.error(`${name}: ${error.stack}`);
      process.exit(1);
    }
    console.log(`ok ${name}`);
  }
  console.log(`all ${Object.keys(checks).length} checks passed with openai ${VERSION}`);
})();
