// An identity provider for the tests: a real one (oidc-provider), or one that lies in a way asked for.
// Usage: node provider.mjs <folder of node_modules> honest|lying <redirect address>; prints its address.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, kind, redirect] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));

const server = createServer((request, response) => handle(request, response));
let handle = (_request, response) => response.end();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

if (kind === 'honest') {
  const { default: Provider } = await load('oidc-provider');
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'mizan', client_secret: 'between us: +/%', redirect_uris: [redirect],
      response_types: ['code'], grant_types: ['authorization_code'],
    }],
    pkce: { required: () => true },
    cookies: { keys: ['for tests'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id, name: `Person ${id}`, email: `${id}@example.org`, email_verified: id !== 'unverified',
      }),
    }),
  });
  handle = provider.callback();
} else {
  const jose = await load('jose');
  const ours = await jose.generateKeyPair('ES256', { extractable: true });
  const other = await jose.generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await jose.exportJWK(ours.publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  const json = (response, value) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(value));
  };
  handle = async (request, response) => {
    const url = new URL(request.url, issuer);
    if (url.pathname === '/.well-known/openid-configuration') {
      return json(response, {
        issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      });
    }
    if (url.pathname === '/jwks') return json(response, { keys: [jwk] });
    let body = '';
    for await (const part of request) body += part;
    const code = new URLSearchParams(body).get('code');
    const { lie, nonce } = JSON.parse(Buffer.from(code, 'base64url').toString());
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer, aud: 'mizan', sub: 'liar', nonce, iat: now, exp: now + 300, ...{
        issuer: { iss: 'https://elsewhere.example' }, audience: { aud: 'another' },
        nonce: { nonce: 'another' }, expired: { exp: now - 3600 }, future: { nbf: now + 3600 },
        party: { aud: ['mizan', 'another'], azp: 'another' },
      }[lie],
    };
    if (lie === 'subject') delete claims.sub;
    if (lie === 'nonceless') delete claims.nonce;
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    let token;
    if (lie === 'none') {
      token = `${part({ alg: 'none', kid: 'k' })}.${part(claims)}.`;
    } else if (lie === 'symmetric') {
      const secret = new TextEncoder().encode(JSON.stringify(jwk));
      token = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k' }).sign(secret);
    } else {
      const key = lie === 'key' ? other.privateKey : ours.privateKey;
      token = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(key);
    }
    if (lie === 'edited') {
      const [head, , signature] = token.split('.');
      token = `${head}.${part({ ...claims, sub: 'administrator' })}.${signature}`;
    }
    json(response, { id_token: token, access_token: 'x', token_type: 'Bearer' });
  };
}
console.log(issuer);
