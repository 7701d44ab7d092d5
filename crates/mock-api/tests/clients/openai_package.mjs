// What a program that was written for OpenAI's API does, with its own package for Node.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const { default: OpenAI } = createRequire(process.env.MODULES + '/')('openai');

const client = new OpenAI({ baseURL: process.argv[2] + '/v1', apiKey: 'any' });
const ask = (prompt, more = {}) => client.chat.completions.create({
  model: 'gpt-4o-mini',
  messages: [{ role: 'user', content: prompt }],
  ...more,
});

const { data, request_id: id } = await ask('hello').withResponse();
assert.equal(data.choices[0].message.content, 'You said: hello');
assert.match(id, /^req_/);

let text = '';
let usage;
for await (const chunk of await ask('slow', { stream: true, stream_options: { include_usage: true } })) {
  text += chunk.choices[0]?.delta.content ?? '';
  usage = chunk.usage ?? usage;
}
assert.equal(text, 'one two three');
assert.equal(usage.completion_tokens, 3);

// The first chunk is there before the last, which never comes: who has read enough hangs up.
for await (const chunk of await ask('stalls', { stream: true })) {
  if (chunk.choices[0].delta.content === 'one') break;
}

await assert.rejects(async () => {
  for await (const chunk of await ask('cut', { stream: true })) assert.ok(chunk);
});

assert.equal((await ask('flaky')).choices[0].message.content, 'You said: flaky');

const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
const answer = await ask('hello', { tools, tool_choice: { type: 'function', function: { name: 'weather' } } });
const call = answer.choices[0].message.tool_calls[0];
assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');

const { data: vectors } = await client.embeddings.create({ model: 'm', input: ['text 1', 'text 2'] });
assert.equal(vectors.length, 2);
assert.equal(typeof vectors[0].embedding[0], 'number');

assert.equal((await client.models.retrieve('gpt-4o-mini')).id, 'gpt-4o-mini');
await assert.rejects(client.responses.create({ model: 'm', input: 'x' }), /chat\/completions/);
