// The assistant on a page of somebody else: <regio-assistent widget="NAME"> or
// <script src="https://host/widget.js" data-assistant="NAME"></script>.
// No inline style or script, no cookie, no request but to the server this file came from: works under a strict policy.
(() => {
  "use strict";

  const script = document.currentScript ?? document.querySelector('script[src$="/widget.js"]');
  const SERVER = new URL(script.src, location.href).origin;
  const OPTIONS = ["position", "color", "title", "greeting", "language", "question", "documents"];
  const ID = /^[0-9a-f]{32}$/;
  const START_LIMIT = 20000; // milliseconds; a slow phone line loads the page in half of this
  if (customElements.get("regio-assistent")) return;

  const STYLE = `
    :host { all: initial; font: 400 16px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; color-scheme: light dark;
      --vlak: #fff; --tekst: #1a2433; --lijn: #dce2e9; }
    @media (prefers-color-scheme: dark) { :host { --vlak: #1a212b; --tekst: #e8edf3; --lijn: #303b48; } }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; font: inherit; }
    button { display: inline-flex; align-items: center; justify-content: center; border: 1px solid transparent; cursor: pointer; color: inherit; background: none; padding: 0; }
    svg { width: 1.25rem; height: 1.25rem; flex: none; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .knop { position: fixed; z-index: 2147483000; bottom: 1.25rem; inset-inline-end: 1.25rem; gap: .6rem; min-height: 52px; padding: 0 1.25rem; border-radius: 26px;
      background: var(--kleur); color: var(--op-kleur); font-weight: 600; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
    .knop:hover { filter: brightness(1.12); }
    .knop[aria-expanded="true"] { display: none; }
    .links .knop, .links dialog { inset-inline: 1.25rem auto; }
    :focus-visible { outline: 3px solid var(--kleur); outline-offset: 2px; box-shadow: 0 0 0 2px #fff; }
    .balk :focus-visible { outline-color: var(--op-kleur); outline-offset: -5px; box-shadow: none; }
    dialog, .inline { padding: 0; margin: 0; border: 1px solid var(--lijn); background: var(--vlak); color: var(--tekst); overflow: hidden; }
    dialog { position: fixed; z-index: 2147483000; inset: auto 1.25rem 1.25rem auto; width: min(400px, calc(100vw - 2.5rem)); height: min(640px, calc(100dvh - 2.5rem));
      max-width: none; max-height: none; border-radius: 16px; box-shadow: 0 8px 40px rgb(0 0 0 / 30%); }
    dialog[open] { display: flex; flex-direction: column; }
    dialog.groot { width: min(1200px, calc(100vw - 2.5rem)); height: calc(100dvh - 2.5rem); }
    dialog::backdrop { background: none; }
    .balk { display: flex; flex: none; align-items: center; min-height: 48px; padding: 0 .25rem 0 1rem; background: var(--kleur); color: var(--op-kleur); }
    .balk h2 { flex: 1; min-width: 0; margin: 0; font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .balk button { width: 44px; height: 44px; border-radius: 8px; }
    .balk button:hover { background: rgb(127 127 127 / 35%); }
    .inhoud { position: relative; flex: 1; min-height: 0; height: 100%; }
    iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; }
    .bericht { margin: 0; padding: 1.25rem; }
    a { color: inherit; }
    .inline { height: 100%; border-radius: 12px; }
    :host(.in-pagina) { display: block; height: 40rem; max-height: 100vh; }
    @media (max-width: 600px), (max-height: 480px) {
      dialog, dialog.groot, .links dialog { inset: 0; width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
      .vergroot { display: none; }
      .knop { bottom: 1rem; inset-inline-end: 1rem; }
    }
    @media (max-width: 600px) {
      .knop { width: 56px; min-height: 56px; padding: 0; border-radius: 28px; }
      .knop svg { width: 1.5rem; height: 1.5rem; }
      .knop span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: op .16s ease-out; }
      @keyframes op { from { opacity: 0; transform: translateY(12px); } }
    }
    @media (forced-colors: active) { .knop, .balk button { border-color: ButtonText; } }
    @media print { .knop, dialog { display: none !important; } }`;
  const small = window.matchMedia("(max-width: 600px), (max-height: 480px)");
  const ICONS = {
    open: ["M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12z", "M9 10.5h7M9 14h4"],
    new: ["M12 5v14M5 12h14"],
    expand: ["M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7"],
    close: ["M6 6l12 12M18 6L6 18"],
  };

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const drawn = document.createElementNS(space, "svg");
    drawn.setAttribute("viewBox", "0 0 24 24");
    drawn.setAttribute("aria-hidden", "true");
    for (const line of ICONS[name]) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", line);
      drawn.append(path);
    }
    return drawn;
  }

  // Where the letters on a colour are best read: black or white.
  function onColor(color) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
  }

  // The page may forbid storage; then a conversation lasts as long as the page.
  function keep(key, value) {
    try {
      if (value === undefined) return sessionStorage.getItem(key) ?? "";
      sessionStorage.setItem(key, value);
    } catch {
      // nothing to do: the assistant works without
    }
    return "";
  }

  class RegioAssistent extends HTMLElement {
    async connectedCallback() {
      if (this.shadowRoot || this.starting) return;
      this.starting = true;
      const name = this.asked("widget");
      const address = `${SERVER}/widget${name ? `/${encodeURIComponent(name)}` : ""}.json`;
      let config;
      try {
        const response = await fetch(address, { credentials: "omit" });
        if (!response.ok) throw new Error(`the server says ${response.status}`);
        config = await response.json();
      } catch (error) {
        const page = location.href.split("#")[0].split("?")[0];
        console.error(`regio-assistent: ${address} cannot be read (${error.message}). It is not allowed on ${location.origin}, or a policy blocks it. Run: assistant widget check ${page}`);
        return;
      }
      if (this.isConnected) this.build(config);
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.heard);
      clearTimeout(this.waiting);
    }

    asked(option) {
      return this.getAttribute(option) ?? this.getAttribute(`data-${option}`) ?? "";
    }

    build({ name, looks, allowed, words }) {
      const asked = OPTIONS.filter((option) => allowed.includes(option) && this.asked(option)).map((option) => [option, this.asked(option)]);
      this.name = name;
      this.changes = Object.fromEntries(asked);
      this.looks = { ...looks, ...this.changes };
      this.language = words[this.looks.language] ? this.looks.language : "nl";
      this.words = words[this.language];
      this.looks.title ??= this.words.title;
      this.key = `regio-assistent ${SERVER} ${name}`;
      const color = /^#[0-9a-f]{6}$/i.test(this.looks.color ?? "") ? this.looks.color : "#0b5cad";
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`:host { --kleur: ${color}; --op-kleur: ${onColor(color)}; } ${STYLE}`);
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.heard = (event) => this.hear(event);
      window.addEventListener("message", this.heard);
      if (this.looks.position === "inline") this.buildInline(root);
      else this.buildFloating(root);
    }

    buildInline(root) {
      this.classList.add("in-pagina");
      this.content = make("div", { class: "inhoud" });
      root.append(make("div", { class: "inline", lang: this.language }, this.content));
      const seen = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        this.load();
      });
      seen.observe(this);
    }

    buildFloating(root) {
      const { title } = this.looks;
      const around = make("div", { lang: this.language });
      if (this.looks.position === "left") around.className = "links";
      this.button = make("button", { type: "button", class: "knop", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "venster" },
        icon("open"), make("span", {}, this.words.open));
      this.content = make("div", { class: "inhoud" });
      this.bigger = this.barButton("expand", () => this.resize());
      this.bigger.classList.add("vergroot");
      this.dialog = make("dialog", { id: "venster", "aria-labelledby": "titel" },
        make("div", { class: "balk" }, make("h2", { id: "titel" }, title),
          this.barButton("new", () => this.tell("nieuw", true)), this.bigger, this.barButton("close", () => this.close())),
        this.content);
      this.button.addEventListener("click", () => this.open());
      this.dialog.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        this.close();
      });
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        this.close();
      });
      small.addEventListener("change", () => {
        if (this.dialog.open) this.show();
      });
      around.append(this.button, this.dialog);
      root.append(around);
      if (keep(`${this.key} open`) === "ja" && !small.matches) this.open({ focus: false });
    }

    barButton(what, act) {
      const button = make("button", { type: "button", title: this.words[what], "aria-label": this.words[what] }, icon(what));
      button.addEventListener("click", act);
      return button;
    }

    // On a small screen the panel covers the page: what lies under it must not be reached.
    show() {
      const inside = this.shadowRoot.activeElement;
      if (this.dialog.open) this.dialog.close();
      if (small.matches) this.dialog.showModal();
      else this.dialog.show();
      inside?.focus();
    }

    open({ focus = true } = {}) {
      const before = document.activeElement;
      this.show();
      this.button.setAttribute("aria-expanded", "true");
      keep(`${this.key} open`, "ja");
      this.focusWanted = focus;
      if (!this.frame) this.load();
      else if (focus) this.focusFrame("naar-veld");
      if (!focus) {
        this.shadowRoot.activeElement?.blur(); // a dialog takes the focus when it shows
        if (before instanceof HTMLElement) before.focus();
      }
    }

    close() {
      this.dialog.close();
      this.button.setAttribute("aria-expanded", "false");
      keep(`${this.key} open`, "nee");
      this.button.focus();
    }

    resize() {
      const big = this.dialog.classList.toggle("groot");
      const name = this.words[big ? "shrink" : "expand"];
      this.bigger.setAttribute("aria-label", name);
      this.bigger.title = name;
    }

    load() {
      const address = new URL("/", SERVER);
      address.searchParams.set("widget", this.name);
      if (this.dialog) address.searchParams.set("vorm", "zwevend");
      for (const [option, value] of Object.entries(this.changes)) address.searchParams.set(option, value);
      this.page = address.href;
      const conversation = keep(this.key);
      if (ID.test(conversation)) address.hash = `gesprek=${conversation}`;
      this.note = make("p", { class: "bericht", role: "status" }, this.words.loading);
      this.frame = make("iframe", { src: address.href, title: this.looks.title, allow: "clipboard-write", referrerpolicy: "origin" });
      this.frame.addEventListener("load", () => this.tell("hallo", this.focusWanted));
      this.content.replaceChildren(this.note, this.frame);
      this.waiting = setTimeout(() => this.fail(), START_LIMIT);
      if (this.focusWanted) this.frame.focus();
    }

    fail() {
      const link = make("a", { href: this.page, target: "_blank", rel: "noopener" }, this.words.tab);
      this.note.replaceChildren(this.words.failed, make("br"), link);
      this.frame.remove();
      this.frame = null;
    }

    focusFrame(kind) {
      this.frame.focus();
      this.tell(kind, true);
    }

    tell(kind, focus) {
      if (focus) this.frame?.focus();
      this.frame?.contentWindow?.postMessage({ regioAssistent: 1, kind, focus: Boolean(focus) }, SERVER);
    }

    hear(event) {
      if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== SERVER || event.data?.regioAssistent !== 1) return;
      const { kind, id } = event.data;
      if (kind === "klaar") {
        clearTimeout(this.waiting);
        this.note.remove();
      } else if (kind === "gesprek" && ID.test(id)) keep(this.key, id);
      else if (kind === "sluit" && this.dialog?.open) this.close();
    }
  }

  customElements.define("regio-assistent", RegioAssistent);

  // <script … data-assistant> puts the button on the page by itself.
  function place() {
    const made = document.createElement("regio-assistent");
    if (script.dataset.assistant) made.setAttribute("data-widget", script.dataset.assistant);
    for (const option of OPTIONS) if (script.dataset[option]) made.setAttribute(`data-${option}`, script.dataset[option]);
    if (script.dataset.position === "inline") script.after(made);
    else document.body.append(made);
  }

  if (script.hasAttribute("data-assistant")) {
    if (document.body) place();
    else document.addEventListener("DOMContentLoaded", place);
  }
})();
