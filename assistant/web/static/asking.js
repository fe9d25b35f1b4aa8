// What one can do around a question: say for which municipality one asks, better what was searched for, choose what was
// meant, look up a hard word, send a refused question to the help desk, and read along while a model writes.
// Runs after page.js. Storage holds one thing more: the municipality that the user chose, in this tab only.
(() => {
  "use strict";

  const CHOICE = "gemeente";
  const NOBODY = "-"; // chosen: no municipality, though the server names one
  const find = (selector, under = document) => under.querySelector(selector);
  const field = () => find("#vraag textarea");

  const loadPlainly = window.fetch;
  const begun = loadPlainly("/begin").then((response) => (response.ok ? response.json() : null)).catch(() => null);

  // The choice goes along with every request of the page; headers hold no accents.
  window.fetch = (address, options = {}) => {
    const choice = sessionStorage.getItem(CHOICE);
    if (!choice || !String(address?.url ?? address).includes("/gradio_api/run/")) return loadPlainly(address, options);
    const headers = new Headers(options.headers);
    headers.set("x-gemeente", encodeURIComponent(choice));
    return loadPlainly(address, { ...options, headers });
  };

  function element(tag, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  }

  function button(words, className, act) {
    const made = element("button", { type: "button", className }, words);
    made.addEventListener("click", act);
    return made;
  }

  function announce(message) {
    let region = find("#melding");
    if (!region) {
      region = element("div", { id: "melding", className: "verborgen" });
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = message;
  }

  const filled = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function fill(words) {
    const input = field();
    input.value = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return input;
  }

  // ---- For which municipality ----

  function chosen(begin) {
    const choice = sessionStorage.getItem(CHOICE);
    if (choice === NOBODY) return null;
    return begin.municipalities.find(([name]) => name === choice) ?? begin.municipalities.find(([name]) => name === begin.municipality) ?? null;
  }

  function showChoice(begin) {
    const box = find("#voor");
    if (!box) return;
    const words = begin.texts.municipality;
    const ours = chosen(begin);
    const change = button(ours ? words.change : words.nobody, "wijzig", () => chooseMunicipality(begin));
    const line = ours ? [element("span", {}, filled(words.for_whom_region, { name: ours[0], region: ours[1] })), " · "] : [];
    if (ours) change.setAttribute("aria-label", `${words.label}: ${words.change}`);
    box.replaceChildren(...line, change);
  }

  function chooseMunicipality(begin, again = "") {
    const words = begin.texts.municipality;
    const names = element("datalist", { id: "gemeenten" }, ...begin.municipalities.map(([name]) => element("option", { value: name })));
    const input = element("input", { id: "gemeente", type: "text", autocomplete: "off", value: chosen(begin)?.[0] ?? "" });
    input.setAttribute("list", "gemeenten");
    input.setAttribute("aria-describedby", "gemeente-uitleg");
    const wrong = element("p", { className: "fout" });
    wrong.setAttribute("role", "alert");
    const near = element("p", { className: "bedoeld" });
    const form = element(
      "form",
      { noValidate: true },
      element("label", { htmlFor: "gemeente" }, words.label),
      input,
      names,
      element("button", { type: "submit", className: "hulp" }, words.keep),
      button(words.without, "hulp", () => keep(NOBODY)),
      button(words.cancel, "hulp", () => done()),
      element("p", { id: "gemeente-uitleg" }, words.hint),
      wrong,
      near,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const meant = await whichMunicipality(input.value);
      if (!form.isConnected) return undefined;
      if (meant.found) return keep(meant.found);
      wrong.textContent = meant.near.length ? words.which : words.unknown;
      near.replaceChildren(...meant.near.map((name) => button(name, "hulp", () => keep(name))));
      return input.focus();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") done();
    });

    function keep(choice) {
      sessionStorage.setItem(CHOICE, choice);
      announce(choice === NOBODY ? words.chosen_none : filled(words.chosen, { name: choice }));
      done();
    }

    function done() {
      showChoice(begin);
      if (again) fill(again).focus();
      else find("#voor .wijzig")?.focus();
    }

    find("#voor").replaceChildren(form);
    input.focus();
    input.select();
  }

  // The server knows which name was begun, misspelt, or left when municipalities merged.
  async function whichMunicipality(typed) {
    try {
      const response = await loadPlainly(`/begin/gemeente?naam=${encodeURIComponent(typed.trim().slice(0, 100))}`);
      return response.ok ? await response.json() : { found: null, near: [] };
    } catch {
      return { found: null, near: [] };
    }
  }

  // ---- Asking again ----

  function better(words, hint) {
    const input = fill(words);
    input.focus();
    input.select();
    if (hint) announce(hint);
  }

  function askNow(words) {
    fill(words);
    // Gradio takes the words over a moment after the event.
    setTimeout(() => find("#verstuur")?.click(), 60);
  }

  const lastQuestion = () => [...document.querySelectorAll("#berichten .vraagtekst")].at(-1)?.innerText ?? "";

  function copyQuestion(from, begin) {
    const words = [...find(".klaar p", from.closest(".helpdesk")).childNodes].map((node) => (node.nodeName === "BR" ? "\n" : node.textContent)).join("");
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/plain", words);
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    const message = begin?.texts.help_desk[done ? "copied" : "not_copied"] ?? "";
    find(".gezegd", from.closest(".helpdesk"))?.remove();
    from.closest("p").after(element("p", { className: "gezegd" }, message));
    announce(message);
  }

  // ---- Hard words ----

  let opener = null;

  function explain(word, begin) {
    hideMeaning();
    const source = word.getAttribute("href").replace("#woord/", "#bron/");
    const link = [...document.querySelectorAll(".betekenis a.naar")].find((one) => one.getAttribute("href") === source);
    if (!link) return;
    const words = begin?.texts.asking ?? {};
    const shut = button("×", "sluit", () => hideMeaning({ back: true }));
    shut.setAttribute("aria-label", words.close ?? "×");
    const box = element("div", { id: "betekenis" }, shut, ...[...link.closest(".betekenis").childNodes].map((node) => node.cloneNode(true)));
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-label", `${words.meaning ?? ""}: ${word.textContent}`);
    document.body.append(box);
    opener = word;
    word.setAttribute("aria-expanded", "true");
    place(box, word.getBoundingClientRect());
    shut.focus({ preventScroll: true });
  }

  function place(box, word) {
    const room = 8;
    box.style.left = `${Math.max(room, Math.min(word.left, innerWidth - box.offsetWidth - room))}px`;
    const under = word.bottom + room;
    box.style.top = `${under + box.offsetHeight < innerHeight ? under : Math.max(room, word.top - box.offsetHeight - room)}px`;
  }

  function hideMeaning({ back = false } = {}) {
    find("#betekenis")?.remove();
    opener?.setAttribute("aria-expanded", "false");
    if (back && opener?.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  }

  // ---- Reading along while a model writes ----

  let following = null;

  function follow(begin) {
    const working = find("#berichten .bezig");
    const conversation = sessionStorage.getItem("gesprek");
    if (!working) return unfollow();
    if (following || !begin?.writes || !conversation) return undefined;
    const told = element("div", { id: "voorlopig" });
    // Nobody hears half an answer: page.js announces the whole one, once.
    told.setAttribute("aria-busy", "true");
    told.setAttribute("aria-live", "off");
    following = new EventSource(`/gesprek/${conversation}/zinnen`);
    following.addEventListener("message", (event) => {
      const { text, item } = JSON.parse(event.data);
      if (!told.isConnected) {
        told.append(element("p", { className: "gelezen" }, begin.texts.asking.writing));
        find("#berichten")?.after(told);
      }
      told.append(element("p", item ? { className: "punt" } : {}, text));
    });
    const stop = () => following?.close();
    following.addEventListener("klaar", stop);
    following.addEventListener("error", stop); // the answer comes by itself, so nothing is tried again
    return undefined;
  }

  function unfollow() {
    following?.close();
    following = null;
    find("#voorlopig")?.remove();
  }

  // ---- Clicks ----

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const word = target.closest("#berichten a.woord");
    if (word) event.preventDefault();
    const inside = target.closest("#betekenis");
    if (!word && (!inside || target.closest("#betekenis a"))) hideMeaning();
    const pressed = target.closest("#berichten .zoekvraag, #berichten .keuze, #berichten .kies-gemeente, #berichten .kopieer-vraag");
    if (!word && !pressed) return;
    // Copying must happen within the click; what it says comes from what was loaded long before.
    const begin = ready;
    if (word) explain(word, begin);
    else if (pressed.matches(".zoekvraag")) better(pressed.textContent, begin?.texts.asking.better_now);
    else if (pressed.matches(".keuze")) askNow(pressed.textContent);
    else if (pressed.matches(".kopieer-vraag")) copyQuestion(pressed, begin);
    else if (begin && find("#voor")) chooseMunicipality(begin, lastQuestion());
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !find("#betekenis")) return;
      event.stopPropagation(); // else the source would close as well
      hideMeaning({ back: true });
    },
    true,
  );
  window.addEventListener("resize", () => hideMeaning());
  document.addEventListener("scroll", (event) => {
    const box = find("#betekenis");
    if (!box || (event.target instanceof Element && event.target.closest("#betekenis"))) return;
    // It goes along with its word, until that is out of sight.
    const word = opener?.getBoundingClientRect();
    if (word && word.bottom > 0 && word.top < innerHeight) place(box, word);
    else hideMeaning();
  }, true);

  // ---- Start ----

  let ready = null; // what the server told at the start

  function mend() {
    for (const link of document.querySelectorAll('#berichten a[href^="mailto:"][target]')) link.removeAttribute("target");
    for (const word of document.querySelectorAll("#berichten a.woord:not([role])")) {
      word.setAttribute("role", "button");
      word.setAttribute("aria-expanded", "false");
      word.setAttribute("aria-haspopup", "dialog");
    }
    if (ready?.municipalities.length && !find("#voor") && find("#vraagregel")) {
      find("#vraagregel").before(element("div", { id: "voor" }));
      showChoice(ready);
    }
    follow(ready);
  }

  async function start() {
    let planned = false;
    const watcher = new MutationObserver(() => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => {
        planned = false;
        mend();
      });
    });
    watcher.observe(find("gradio-app") ?? document.body, { childList: true, subtree: true });
    ready = await begun;
    mend();
  }

  document.addEventListener("keydown", (event) => {
    // A link that acts as a button answers to the space bar too.
    if (event.key === " " && event.target instanceof Element && event.target.matches("#berichten a.woord")) {
      event.preventDefault();
      event.target.click();
    }
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
