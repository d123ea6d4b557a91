// A Playground window of somebody whose Teams speaks another language: the tool itself says en-US in all that it sends, so a small
// gate between it and the bot says what that person's Teams would say.
// Use: node window-in.mjs <the bot> <its yml> <port> <locale, such as fr-FR>; prints a line when it is ready, and runs until it is ended.
import { createServer } from 'node:http';
import { startPlayground } from './playground.mjs';

const [bot, config, port, locale] = process.argv.slice(2);

const gate = createServer(async (request, response) => {
  const body = [];
  for await (const part of request) {
    body.push(part);
  }

  try {
    const answer = await fetch(new URL(request.url, bot), {
      method: request.method,
      headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
      body: body.length > 0 ? Buffer.concat(body).toString('utf8').replaceAll('"locale":"en-US"', `"locale":"${locale}"`) : undefined,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  } catch (error) {
    response.writeHead(502).end(String(error));
  }
});

await new Promise(ready => gate.listen(0, '127.0.0.1', ready));
const { url, stop } = await startPlayground({ bot: `http://127.0.0.1:${gate.address().port}/api/messages`, config, port: Number(port) });
process.once('SIGTERM', async () => {
  await stop();
  process.exit(0);
});
console.log(`The window at ${url} speaks ${locale}`);
