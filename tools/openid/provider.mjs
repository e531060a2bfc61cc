// An OpenID provider for tests: whoever comes is let in under the name that they type, with the factors that they say.
//   node provider.mjs FOLDER PORT SETTINGS
// FOLDER holds node_modules; SETTINGS is JSON: {"redirect_uris": [...], "post_logout_redirect_uris": [...], "key": "1"}.
// A line "ready ISSUER" on standard output says that it answers. A new key stands for the provider's rotation of keys.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [folder, port, given] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${folder}/node_modules/oidc-provider/lib/index.js`));
const settings = JSON.parse(given);
const issuer = `http://127.0.0.1:${port}`;
const key = { ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid: settings.key };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "einamt",
      client_secret: "only-for-tests-0123456789-0123456789",
      redirect_uris: settings.redirect_uris,
      post_logout_redirect_uris: settings.post_logout_redirect_uris,
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  jwks: { keys: [{ ...key, use: "sig", alg: "RS256" }] },
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub", "acr", "amr"], email: ["email", "email_verified"] },
  acrValues: ["two-factors"],
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.org`, email_verified: true }) }),
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email");
    await grant.save();
    return grant;
  },
});

const form = `<!doctype html><html lang="de"><title>Anmelden</title><h1>Verzeichnis der Stadt</h1><form method="post">
<p><label>Kennung <input name="login" autofocus></label></p>
<p><label><input type="checkbox" name="factor" value="otp"> mit zweitem Faktor</label></p><button>Anmelden</button></form></html>`;

async function typed(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const answer = provider.callback();
createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    return response.end(form);
  }
  const fields = await typed(request);
  const login = { accountId: fields.get("login"), amr: ["pwd"] };
  if (fields.get("factor")) Object.assign(login, { acr: "two-factors", amr: ["pwd", "otp"] });
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
}).listen(Number(port), "127.0.0.1", () => console.log(`ready ${issuer}`));
