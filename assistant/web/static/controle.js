// Tells, from the visitor's own browser, what blocks the assistant on a page. Two ways in: as a script in that page
// (<script src="https://host/widget/controle.js" data-widget="NAME">), and in the page /widget/controle in a frame.
(() => {
  "use strict";

  const texts = "__TEKSTEN__";
  const script = document.currentScript;
  const server = new URL(script.dataset.server ?? script.src).origin;
  const own = document.getElementById("controle");
  const name = (own ?? script).dataset.widget;
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  const PATIENCE = 15000; // milliseconds for the frame: a slow line, and a question of the browser to the visitor

  // Names that lead to no public address, as far as a browser can tell.
  function isPrivate(host) {
    if (/^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host) || /^\[(f[cde]|::1)/.test(host)) return true;
    return !host.includes(".") || /\.(local|lan|intern|internal|intranet|home\.arpa)$/.test(host);
  }

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function line(level, words) {
    return make("li", { class: level }, make("strong", {}, `${texts[level]}: `), words);
  }

  // ---- In the frame: what the assistant meets there ----

  async function inFrame() {
    const list = make("ul");
    const say = (level, key, values = {}) => list.append(line(level, fill(texts[key], values)));
    own.replaceChildren(list);
    if (window.parent === window) say("warning", "by_itself");
    else say("ok", "framed", { host: location.ancestorOrigins?.[0] ?? (document.referrer || "?") });
    if (window.origin === "null") say("blocked", "same_origin", { tokens: own.dataset.sandbox });
    try {
      localStorage.getItem("");
      say("ok", "storage_free");
    } catch {
      say("ok", "storage_blocked");
    }
    if (location.protocol === "http:" && !window.isSecureContext) say("warning", "insecure");
    if (window.origin !== "null") await askServer(say);
    const around = new URL(location.ancestorOrigins?.[0] ?? (document.referrer || location.href)).hostname;
    if (isPrivate(location.hostname) && !isPrivate(around)) say("warning", "private", { host: location.hostname });
    const allowed = (document.permissionsPolicy ?? document.featurePolicy)?.allowsFeature("clipboard-write") ?? true;
    say(allowed ? "ok" : "warning", allowed ? "clipboard" : "clipboard_blocked");
    list.append(line("warning", make("a", { href: "/documenten", target: "_blank", rel: "noopener" }, texts.new_tab)));
    window.parent.postMessage({ regioControle: 1, lines: list.childElementCount }, "*"); // holds nothing to hide
  }

  async function askServer(say) {
    try {
      const response = await fetch(`/widget/${encodeURIComponent(name)}.json`);
      if (!response.ok || response.redirected) throw new Error(`${response.status} ${response.redirected ? response.url : ""}`);
      await response.json();
      say("ok", "server");
    } catch (error) {
      say("blocked", "server_failed", { reason: error.message.trim() });
    }
  }

  // ---- In the page itself: what keeps the frame out ----

  async function inPage() {
    const host = make("div");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("section { font: 16px/1.5 system-ui, sans-serif; margin: 1rem; padding: 1rem; border: 2px solid #0b5cad; background: #fff; color: #1a2433; } iframe { width: 100%; height: 24rem; border: 1px solid #8793a3; } .blocked strong { color: #9c1c1c; }");
    root.adoptedStyleSheets = [sheet];
    const list = make("ul");
    const say = (level, key, values = {}) => list.append(line(level, fill(texts[key], { server, origin: location.origin, ...values })));
    root.append(make("section", { lang: "nl-BE", role: "status" }, make("h2", {}, texts.title), make("p", {}, texts.intro), list));
    script.after(host);
    const rules = [];
    document.addEventListener("securitypolicyviolation", (event) => rules.push(event));
    const ruleOn = (kind) => rules.find((event) => event.disposition === "enforce" && event.effectiveDirective === kind)?.effectiveDirective;
    if (script.dataset.server) await loadScript(say, () => ruleOn("script-src-elem"));
    else say("ok", "script");
    await readConfig(say, () => ruleOn("connect-src"));
    await showFrame(say, root.querySelector("section"), () => ruleOn("frame-src"));
  }

  const publicOnPrivate = () => isPrivate(new URL(server).hostname) && !isPrivate(location.hostname);

  // Where the intranet serves a copy of this file itself, the assistant's own script must be tried too.
  async function loadScript(say, rule) {
    const loaded = await new Promise((done) => {
      const tried = make("script", { src: `${server}/widget.js` });
      tried.addEventListener("load", () => done(true));
      tried.addEventListener("error", () => setTimeout(() => done(false), 100));
      document.head.append(tried);
    });
    if (loaded) say("ok", "script");
    else if (rule()) say("blocked", "script_policy", { rule: rule() });
    else say("blocked", publicOnPrivate() ? "private_block" : "script_unknown", { host: new URL(server).hostname });
  }

  async function readConfig(say, rule) {
    try {
      const response = await fetch(`${server}/widget/${encodeURIComponent(name)}.json`, { credentials: "omit" });
      if (response.ok) say("ok", "config");
      else say("blocked", "config_unknown");
    } catch {
      await new Promise((done) => setTimeout(done, 100)); // the violation is told after the failure
      if (rule()) say("blocked", "config_policy", { rule: rule() });
      else say("blocked", publicOnPrivate() ? "private_block" : "config_refused", { host: new URL(server).hostname });
    }
  }

  async function showFrame(say, section, rule) {
    const frame = make("iframe", { src: `${server}/widget/controle?widget=${encodeURIComponent(name)}`, title: texts.title, allow: "clipboard-write" });
    const shown = await new Promise((done) => {
      window.addEventListener("message", (event) => event.source === frame.contentWindow && event.data?.regioControle === 1 && done(true));
      document.addEventListener("securitypolicyviolation", () => rule() && done(false));
      setTimeout(() => done(false), PATIENCE);
      section.append(frame);
    });
    if (shown) return say("ok", "frame");
    frame.remove();
    const host = new URL(server).hostname;
    if (rule()) return say("blocked", "frame_policy", { rule: rule() });
    if (location.protocol === "https:" && server.startsWith("http:")) return say("blocked", "frame_mixed");
    if (publicOnPrivate()) return say("blocked", "private_block", { host });
    return say("blocked", "frame_unknown", { page: location.origin + location.pathname });
  }

  if (own) inFrame();
  else inPage();
})();
