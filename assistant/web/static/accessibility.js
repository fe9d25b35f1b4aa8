// What a screen reader and a keyboard need and Gradio does not give: names and states that its sanitiser strips, one
// spoken line for what happens away from the focus, and a focus that never gets lost. Runs after page.js.
(() => {
  "use strict";

  const texts = JSON.parse(document.getElementById("teksten").textContent);
  const find = (selector) => document.querySelector(selector);
  const all = (selector) => document.querySelectorAll(selector);
  const field = () => find("#vraag textarea");

  // A region that is there before it is filled is read by every screen reader; page.js fills the same one.
  function region() {
    const found = find("#aankondiging");
    if (found) return found;
    const made = Object.assign(document.createElement("div"), { id: "aankondiging", className: "verborgen" });
    made.setAttribute("role", "status");
    document.body.append(made);
    return made;
  }

  const say = (message) => region().replaceChildren(message);

  function set(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  // ---- Names and states ----

  function nameAnswers() {
    for (const link of all("#berichten a[title]")) set(link, "aria-label", link.title);
    for (const question of all("#berichten .vraagtekst")) {
      set(question, "role", "heading");
      set(question, "aria-level", "2");
    }
    for (const button of all('#berichten .daad[value$="nuttig"], #berichten .reden')) {
      set(button, "aria-pressed", String(button.classList.contains("gekozen")));
    }
    // What an answer suggests comes from the documents, which are Dutch.
    for (const chip of texts.language.startsWith("nl") ? [] : all("#suggesties .suggestie")) {
      set(chip, "lang", texts.first.includes(chip.textContent.trim()) ? texts.language : "nl");
    }
    const suggestions = find("#suggesties");
    if (suggestions) {
      set(suggestions, "role", "group");
      set(suggestions, "aria-label", texts.accessibility.suggestions);
    }
  }

  // ---- A question that is refused: said, tied to the field, and the focus goes back there ----

  let warned = "";

  function followWarning() {
    const words = find("#waarschuwing .prose")?.textContent.trim() ?? "";
    if (words === warned) return;
    warned = words;
    const input = field();
    if (words) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", "waarschuwing");
      input.focus();
      say(words);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  }

  // ---- What one has just used may vanish: the focus then goes where one goes on ----

  let judged = null;

  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const byKeyboard = event.detail === 0;
      if (target?.closest("#nieuw")) say(texts.accessibility.new_conversation);
      if (target?.closest(".suggestie") && byKeyboard) field()?.focus();
      if (target?.closest(".reden")) judged = target.closest(".daden");
    },
    true,
  );

  function followVerdict() {
    if (!judged || judged.classList.contains("open")) return;
    if (!document.activeElement || document.activeElement === document.body || judged.contains(document.activeElement)) {
      judged.querySelector('[value="niet-nuttig"]')?.focus();
    }
    set(judged.querySelector('[value="niet-nuttig"]'), "aria-expanded", "false");
    judged = null;
  }

  // ---- Start ----

  function mend() {
    if (!field()) return;
    nameAnswers();
    followWarning();
    followVerdict();
  }

  function start() {
    region();
    let planned = false;
    const watcher = new MutationObserver(() => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => {
        planned = false;
        mend();
      });
    });
    const watched = { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class"] };
    watcher.observe(find("gradio-app") ?? document.body, watched);
    mend();
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
