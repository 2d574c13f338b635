import assert from "node:assert/strict";
import test from "node:test";
import { createTransport } from "../../../kiosk/static/app/transport.js";

const answering = (status, body, headers = { "Content-Type": "application/json" }) => createTransport({ fetch: async () => new Response(body, { status, headers }) })("/x");

test("a captive portal's page is no success, and no refusal either (k)", async () => {
  for (const [status, body, type] of [[200, "<html>Sign in to Wi-Fi", "text/html"], [200, "{", "application/json"], [200, '"ok"', "application/json"], [401, "<html>", "text/html"], [404, "{}", "application/json"]]) {
    const said = await answering(status, body, { "Content-Type": type });
    assert.deepEqual([said.ok, said.problem], [false, "not_ours"], `${status} ${body}`);
  }
});

test("the kiosk's own refusals are told apart", async () => {
  const problems = await Promise.all([400, 401, 403, 410, 413, 429, 503].map(async (status) => (await answering(status, '{"reason":"r","message":"m"}')).problem));
  assert.deepEqual(problems, ["unreadable", "gone", "refused", "refused", "too_large", "busy", "busy"]);
});

test("the wait that the server asks for is kept within reason", async () => {
  const after = async (seconds) => (await answering(503, "{}", { "Retry-After": seconds })).retryAfter;
  assert.deepEqual([await after("7"), await after("99999"), await after("soon"), await after("-5")], [7_000, 600_000, 0, 0]);
});

test("nobody there, or nobody in time, is offline", async () => {
  const dead = createTransport({ fetch: async () => { throw new TypeError("failed"); } });
  assert.equal((await dead("/x")).problem, "offline");
  const slow = createTransport({ patience: 20, fetch: (_, { signal }) => new Promise((_, no) => signal.addEventListener("abort", () => no(new Error("late")))) });
  assert.equal((await slow("/x")).problem, "offline");
});

test("a request carries the token and nothing of the page", async () => {
  let asked;
  await createTransport({ fetch: async (url, how) => { asked = [url, how]; return new Response("{}"); } })("/api/v1/plan", { token: "T", etag: '"5"', language: "zh-Hant" });
  assert.equal(asked[0], "/api/v1/plan");
  assert.deepEqual(asked[1].headers, { Authorization: "Bearer T", "If-None-Match": '"5"', "Accept-Language": "zh-Hant" });
  assert.equal(asked[1].credentials, "omit");
});
