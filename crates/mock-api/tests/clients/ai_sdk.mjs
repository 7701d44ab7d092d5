// What programs do that ask through the AI SDK of Vercel.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(process.env.MODULES + '/');
const { createOpenAI } = require('@ai-sdk/openai');
const { embedMany, generateObject, generateText, jsonSchema, streamText } = require('ai');

globalThis.AI_SDK_LOG_WARNINGS = false;
const openai = createOpenAI({ baseURL: process.argv[2] + '/v1', apiKey: 'any' });
const model = openai.chat('gpt-4o-mini');

const { text, usage } = await generateText({ model, prompt: 'hello' });
assert.equal(text, 'You said: hello');
assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens);

let streamed = '';
for await (const part of streamText({ model, prompt: 'slow' }).textStream) {
  streamed += part;
}
assert.equal(streamed, 'one two three');

const schema = jsonSchema({
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
});
const { object } = await generateObject({ model, schema, prompt: 'where' });
assert.equal(typeof object.city, 'string');

const { embeddings } = await embedMany({ model: openai.embedding('m'), values: ['a', 'b'] });
assert.equal(embeddings.length, 2);

// Where no API is named, it asks for the one that is not here, and is told of the other.
await assert.rejects(generateText({ model: openai('gpt-4o-mini'), prompt: 'x', maxRetries: 0 }), /openai\.chat\(/);
