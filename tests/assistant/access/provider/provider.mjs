// An OpenID provider for the tests: certified software, on the loopback, with people of its own.
// Arguments: port, and for each client the address that it may send people back to. Prints “ready” when it listens.
import http from "node:http";
import { Provider } from "oidc-provider";

const [port, ...redirects] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const GROUPS = { els: ["beheerders"], anna: ["beoordelaars"], bert: ["lezers"], vreemde: ["anderen"] };
const client = (id, more) => ({
  client_id: id,
  redirect_uris: redirects,
  post_logout_redirect_uris: redirects.map((address) => new URL("/", address).href),
  grant_types: ["authorization_code"],
  response_types: ["code"],
  ...more,
});

const provider = new Provider(issuer, {
  clients: [
    client("assistent", { client_secret: "geheim-van-de-test" }),
    client("zonder-geheim", { token_endpoint_auth_method: "none" }),
  ],
  claims: { openid: ["sub", "groups"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  cookies: { keys: ["only for the tests"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, groups: GROUPS[id] ?? [] }) }),
  // Its pages load styles from elsewhere; consent is not what is tested.
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({ accountId: context.oidc.session.accountId, clientId: context.oidc.client.clientId });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});
http.createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("ready"));
