// The chat page in a frame on somebody's page: runs right after page.js. Says in whose name it asks, takes the
// conversation over from the page around it, and tells that page when to close.
(() => {
  "use strict";

  const { widget } = JSON.parse(document.getElementById("teksten").textContent);
  const framed = window.parent !== window;
  const CONVERSATION = "gesprek";
  const ID = /^[0-9a-f]{32}$/;
  const field = () => document.querySelector("#vraag textarea");

  // ---- The conversation ----

  // The page around knows the id when storage is blocked here. By itself the page takes none from its address: whoever
  // sends somebody a link with an id would read along.
  const handed = /^#gesprek=(.*)$/.exec(location.hash)?.[1] ?? "";
  if (framed && ID.test(handed)) sessionStorage.setItem(CONVERSATION, handed);

  let host = null; // the window around this one, once it has greeted us, with its origin
  let told = "";

  const tell = (kind, more = {}) => host?.window.postMessage({ regioAssistent: 1, kind, ...more }, host.origin);

  function tellConversation() {
    const id = sessionStorage.getItem(CONVERSATION) ?? "";
    if (!host || id === told || !ID.test(id)) return;
    told = id;
    tell("gesprek", { id });
  }

  const askPlainly = window.fetch;
  window.fetch = async (address, options = {}) => {
    const target = new URL(address?.url ?? address, location.href);
    if (target.origin !== location.origin) return askPlainly(address, options);
    const headers = new Headers(options.headers ?? address?.headers);
    headers.set("x-widget", widget.name);
    headers.set("x-taal", widget.language);
    if (widget.documents) headers.set("x-documenten", encodeURIComponent(widget.documents));
    const answer = askPlainly(address, { ...options, headers });
    tellConversation();
    return answer;
  };

  // ---- What the page around and this one say to each other ----

  // As in assistant/web/widget/origins.py: `*.` stands for all hosts under a name, `:*` for all ports.
  function isAllowed(origin) {
    if (origin === "null") return false;
    if (origin === location.origin) return true;
    return widget.origins.some((allowed) => {
      const pattern = allowed.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace("//*\\.", "//[^/:]+\\.").replace(/:\*$/, "(?::[0-9]+)?");
      return new RegExp(`^${pattern}$`).test(origin);
    });
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !framed || event.data?.regioAssistent !== 1 || !isAllowed(event.origin)) return;
    host = { window: event.source, origin: event.origin };
    const { kind } = event.data;
    if (kind === "hallo") {
      tell("klaar");
      tellConversation();
    } else if (kind === "nieuw") document.querySelector("#nieuw")?.click();
    if (kind === "hallo" || kind === "nieuw" || kind === "naar-veld") whenReady(() => event.data.focus && focusInside());
  });

  // On a phone the keyboard would cover the page: there the head gets the focus.
  function focusInside() {
    const touch = window.matchMedia("(pointer: coarse)").matches;
    const target = touch ? document.querySelector("#mededeling") : field();
    if (touch) target?.setAttribute("tabindex", "-1");
    target?.focus();
  }

  // Escape closes what lies on top first: a source that page.js has just closed counts.
  let sourceWasOpen = false;
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") sourceWasOpen = document.body.classList.contains("bron-open");
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !sourceWasOpen) tell("sluit");
  });

  // ---- How it looks ----

  function whenReady(act) {
    const waiting = setInterval(() => {
      if (!field() || !document.querySelector("#bron")) return;
      clearInterval(waiting);
      act();
    }, 50);
  }

  const light = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

  // Letters in the accent stand on white, and white on it: a colour that is too light for that is left to the bar.
  function stainsEnough(color) {
    const [red, green, blue] = [1, 3, 5].map((at) => light(Number.parseInt(color.slice(at, at + 2), 16) / 255));
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 5.5;
  }

  function color() {
    const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const style = document.documentElement.style;
    for (const name of ["--accent", "--accent-sterk"]) {
      if (!dark && widget.color && stainsEnough(widget.color)) style.setProperty(name, widget.color);
      else style.removeProperty(name);
    }
  }

  function dress() {
    document.body.classList.add("in-widget");
    document.body.classList.toggle("zwevend", framed && widget.floating);
    document.body.classList.toggle("bewaart-niets", !widget.keeps);
    if (widget.title) document.title = widget.title;
    whenReady(() => {
      const name = document.querySelector("#naam h1");
      if (name && widget.title) name.textContent = widget.title;
      const welcome = document.querySelector("#welkom h2");
      if (welcome && widget.greeting) welcome.textContent = widget.greeting;
      if (widget.question && !field().value && !document.querySelector("#berichten .user-row")) {
        field().value = widget.question;
        field().dispatchEvent(new Event("input", { bubbles: true }));
      }
      tellConversation();
    });
  }

  color();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", color);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", dress);
  else dress();
})();
