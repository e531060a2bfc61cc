// A SAML identity provider for tests that answers as BundID does: whoever comes is let in under the name that they type.
//   node saml.mjs FOLDER PORT SETTINGS
// FOLDER holds node_modules; SETTINGS is JSON: {"key": PEM, "cert": PEM, "sp_cert": PEM, "sp_entity": …, "answers_to": …}.
// A line "ready ISSUER" on standard output says that it answers. It takes only requests that `sp_cert` has signed.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const [folder, port, given] = process.argv.slice(2);
const require = createRequire(`${folder}/node_modules/`);
const samlp = require("samlp");
const settings = JSON.parse(given);
const issuer = `http://127.0.0.1:${port}`;
const oid = (name) => `urn:oid:${name}`;

// What a test may ask for instead of what is right; the answer is signed all the same.
function asked(fields) {
  return {
    issuer: fields.get("issuer") || issuer,
    recipient: fields.get("recipient") || settings.answers_to,
    destination: fields.get("destination") || settings.answers_to,
    audience: fields.get("audience") || settings.sp_entity,
    inResponseTo: fields.get("in_response_to") || undefined,
    authnContextClassRef: fields.get("level") || "STORK-QAA-Level-1",
    lifetimeInSeconds: 300,
    signAssertion: !fields.get("unsigned"),
    signResponse: true,
    ...(fields.get("plain") ? {} : { encryptionPublicKey: settings.sp_key, encryptionCert: settings.sp_cert }),
  };
}

const attributes = (login) => ({
  [oid("1.3.6.1.4.1.25484.494450.3")]: `bpk2-of-${login}`,
  [oid("2.5.4.42")]: "Ayşe",
  [oid("2.5.4.4")]: "Đặng-Nguyễn",
  [oid("0.9.2342.19200300.100.1.3")]: `${login}@example.org`,
});

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

const page = (body) => `<!doctype html><html lang="de"><title>BundID</title><h1>BundID</h1>${body}</html>`;

const form = (request) => page(`<form method="post"><input type="hidden" name="SAMLRequest" value="${escaped(request)}">
<p><label>Kennung <input name="login" autofocus></label></p>
<p><label>Vertrauensniveau <input name="level" value="STORK-QAA-Level-4"></label></p><button>Anmelden</button></form>`);

const back = (token) => page(`<form method="post" action="${settings.answers_to}">
<input type="hidden" name="SAMLResponse" value="${token}"><button>Weiter</button></form>`);

async function typed(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

createServer(async (request, response) => {
  const fields = await typed(request);
  const send = (status, body) => {
    response.writeHead(status, { "Content-Type": "text/html; charset=utf-8" });
    response.end(body);
  };
  const options = {
    ...asked(fields),
    key: settings.key,
    cert: settings.cert,
    signingCert: settings.sp_cert,
    checkSignature: true,
    getPostURL: (_audience, _dom, _request, done) => done(null, settings.answers_to),
    getUserFromRequest: () => ({ login: fields.get("login") }),
    profileMapper: (user) => ({
      getClaims: () => attributes(user.login),
      getNameIdentifier: () => ({
        nameIdentifier: `transient-${user.login}`,
        nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
      }),
    }),
    responseHandler: (answer) => send(200, back(answer.toString("base64"))),
  };
  const refuse = (error) => send(400, page(`<p>${escaped(String(error && error.message))}</p>`));
  const incoming = { method: "POST", query: {}, body: { SAMLRequest: fields.get("SAMLRequest") || "" } };
  if (fields.get("login")) return samlp.auth(options)(incoming, response, refuse);
  return samlp.parseRequest(incoming, options, (error) => (error ? refuse(error) : send(200, form(incoming.body.SAMLRequest))));
}).listen(Number(port), "127.0.0.1", () => console.log(`ready ${issuer}`));
