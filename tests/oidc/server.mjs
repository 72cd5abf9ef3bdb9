// The OpenID provider of a municipality that does not exist: `node server.mjs PEOPLE.json CALLBACK_URL`.
// It prints its issuer when it listens. People log in with any password; PEOPLE.json says what is told about each login.
import { readFileSync } from "node:fs";
import Provider from "oidc-provider";

const [peopleFile, callback] = process.argv.slice(2);
const people = () => JSON.parse(readFileSync(peopleFile, "utf8"));

const server = (await import("node:http")).createServer((request, response) => handle(request, response));
let handle;
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "koppelkans",
        client_secret: "alleen-voor-de-test",
        redirect_uris: [callback],
        grant_types: ["authorization_code"],
      },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "profile", "email"],
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only-for-the-tests"] },
    jwks: undefined,
    findAccount: (_context, login) => ({
      accountId: login,
      claims: () => ({ sub: login, ...people()[login] }),
    }),
  });
  handle = provider.callback();
  process.stdout.write(`${issuer}\n`);
});
