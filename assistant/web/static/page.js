// The behaviour of the chat page that Gradio does not have. Runs before every other script of the page.
// Storage holds one thing: the random id of the conversation. Questions and answers stay on the server.
(() => {
  "use strict";

  // A frame on another site may be denied storage: reading `localStorage` then throws, and Gradio does not start.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].getItem("");
    } catch {
      const kept = new Map();
      const storage = {
        getItem: (key) => kept.get(String(key)) ?? null,
        setItem: (key, value) => void kept.set(String(key), String(value)),
        removeItem: (key) => void kept.delete(String(key)),
        clear: () => kept.clear(),
        key: (index) => [...kept.keys()][index] ?? null,
        get length() {
          return kept.size;
        },
      };
      Object.defineProperty(window, name, { value: storage, configurable: true });
    }
  }

  const texts = JSON.parse(document.getElementById("teksten").textContent);
  const phone = window.matchMedia("(max-width: 899px)");
  const CONVERSATION = "gesprek";
  const inFrame = window.top !== window;
  const START_LIMIT = 20000; // milliseconds; a slow phone line loads the page in half of this

  // ---- The conversation's id, and what happens when the server is not reached ----

  const randomId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  function conversation() {
    let id = sessionStorage.getItem(CONVERSATION);
    if (!id) {
      id = randomId();
      sessionStorage.setItem(CONVERSATION, id);
    }
    return id;
  }

  // A request that fails is held until the official tries again, then sent once more under the same number, so that
  // the server asks the question once. Gradio only sees a slow answer: after an error it would stop asking.
  const fetchPlainly = window.fetch.bind(window);
  let held = []; // what sends the held requests again
  let lastQuestion = "";

  window.fetch = async (address, options = {}) => {
    if (!String(address?.url ?? address).includes("/gradio_api/run/")) return fetchPlainly(address, options);
    const headers = new Headers(options.headers);
    headers.set("x-verzoek", randomId());
    for (let attempt = 0; ; attempt++) {
      headers.set("x-gesprek", conversation());
      try {
        const response = await fetchPlainly(address, { ...options, body: attempt ? withEdits(options.body) : options.body, headers });
        if (response.ok) return response;
        if (response.status === 401) {
          showTrouble(inFrame ? texts.state.signed_out_frame : texts.state.signed_out, signInAgain());
        } else {
          const off = response.status === 410 ? await response.text() : await refusalIn(response);
          showTrouble(off || texts.state.server_failed);
        }
      } catch {
        showTrouble(texts.state.connection_lost);
      }
      await new Promise((again) => held.push(again));
    }
  };

  // What the server says to people: too much was asked, or somebody turned the assistant off.
  async function refusalIn(response) {
    if (response.status !== 429 && response.status !== 503) return "";
    const said = await response.json().catch(() => ({}));
    return response.status === 429 || said.switched_off ? said.error : "";
  }

  // The question may have been bettered in the field while its request was held.
  function withEdits(body) {
    const now = field()?.value;
    if (!now?.trim() || now === lastQuestion) return body;
    const request = JSON.parse(body);
    if (request.data?.[0] !== lastQuestion) return body;
    request.data[0] = lastQuestion = now;
    return JSON.stringify(request);
  }

  const find = (selector) => document.querySelector(selector);
  const field = () => find("#vraag textarea");

  function fill(words) {
    const input = field();
    if (!input) return;
    input.value = words;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function element(tag, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(tag), attributes);
    made.append(...children);
    return made;
  }

  // In a tab beside this one, so that the question stays; a frame shows its own way to sign in when it is loaded again.
  function signInAgain() {
    const where = inFrame ? { href: location.href } : { href: "/aanmelden?naar=/gegevens", target: "_blank" };
    return element("a", where, texts.state.sign_in);
  }

  function showTrouble(message, way = "") {
    hideTrouble();
    const retry = element("button", { type: "button", className: "knop" }, texts.page.retry);
    retry.addEventListener("click", tryAgain);
    const bar = element("div", { id: "storing" }, element("p", {}, message, " ", way), retry);
    bar.setAttribute("role", "alert");
    (find("#invoer") ?? document.body).prepend(bar);
    document.body.classList.add("gestoord");
  }

  function hideTrouble() {
    find("#storing")?.remove();
    document.body.classList.remove("gestoord");
  }

  function tryAgain() {
    hideTrouble();
    field()?.focus();
    if (!held.length) return find("#opnieuw")?.click();
    const waiting = held;
    held = [];
    for (const again of waiting) again();
    return undefined;
  }

  // ---- The pane on the right: a source, the documents, your data ----

  const SOURCE = /^#bron\/([^/]+\/\d+-\d+)$/;
  const PAGES = { "#documenten": "/documenten", "#gegevens": "/gegevens" };
  let opened = ""; // the mark that is shown, as `#bron/…`
  let openedFrom = null;
  let wanted = 0;

  function pane() {
    const column = find("#bron");
    let inside = find("#bron-inhoud");
    if (column && !inside) {
      inside = element("div", { id: "bron-inhoud" });
      column.append(inside);
      column.setAttribute("role", "complementary");
      column.setAttribute("aria-label", texts.page.source_pane);
    }
    return inside;
  }

  const addressOf = (mark) => PAGES[mark] ?? `/bron/${SOURCE.exec(mark)[1]}`;
  const canOpen = (mark) => mark in PAGES || SOURCE.test(mark);

  async function open(mark, { focus = true, from = null } = {}) {
    const turn = ++wanted;
    let blad;
    try {
      const response = await window.fetch(addressOf(mark));
      blad = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main.blad");
    } catch {
      if (turn === wanted) {
        const message = element("p", {}, texts.state.source_failed);
        message.setAttribute("role", "alert");
        blad = element("div", { className: "blad tekst" }, message);
      }
    }
    if (turn !== wanted || !blad || !pane()) return;
    opened = mark;
    openedFrom = from ?? openedFrom;
    document.body.classList.add("met-bron");
    lowerTitle(blad);
    pane().replaceChildren(toolbar(mark), element("div", { className: blad.className }, ...blad.childNodes));
    placeStepper();
    openOwnData();
    find("#bron").scrollTop = 0;
    showMarked();
    settlePictures();
    if (focus) openOverConversation(mark);
  }

  // By itself a source is a page with a title of its own; here that title stands below the one of the chat.
  function lowerTitle(blad) {
    for (const title of blad.querySelectorAll("h1")) title.replaceWith(element("h2", { tabIndex: -1 }, ...title.childNodes));
  }

  function openOverConversation(mark) {
    if (!document.body.classList.contains("bron-open") && phone.matches) history.pushState({ bron: mark }, "");
    document.body.classList.add("bron-open");
    shieldConversation();
    (phone.matches ? find("#bron-inhoud .sluit") : find("#bron-inhoud h2"))?.focus({ preventScroll: true });
  }

  function close() {
    document.body.classList.remove("bron-open");
    shieldConversation();
    if (openedFrom?.isConnected) openedFrom.focus();
  }

  // What lies under the source on a phone can be neither reached nor read.
  function shieldConversation() {
    const covered = phone.matches && document.body.classList.contains("bron-open");
    for (const part of [find("#gesprek"), find("#kop"), find(".overslaan")]) if (part) part.inert = covered;
  }

  function askToClose() {
    if (phone.matches && history.state?.bron) history.back();
    else close();
  }

  function toolbar(mark) {
    const bar = element("div", { className: "balk" });
    const label = mark in PAGES ? texts.source.close_other : texts.source.close;
    const shut = element("button", { type: "button", className: "knop sluit" }, "‹ ", label);
    shut.addEventListener("click", askToClose);
    const back = element("button", { type: "button", className: "knop terug" }, texts.accessibility.back_to_answer);
    back.addEventListener("click", askToClose);
    bar.append(shut, back);
    const marks = SOURCE.test(mark) ? neighbours(mark) : [];
    if (marks.length > 1) bar.append(stepper(marks, marks.indexOf(mark)));
    return bar;
  }

  // Beside the button that opens the pdf there is room for it; on a phone it stays in the bar on top.
  function placeStepper() {
    const steps = find("#bron-inhoud .stappen");
    if (steps) find(phone.matches ? "#bron-inhoud .balk" : "#bron-inhoud .knoppen")?.append(steps);
  }

  function neighbours(mark) {
    const answers = [...document.querySelectorAll(".antwoord")];
    const near = openedFrom?.closest(".antwoord");
    const answer = near?.isConnected ? near : answers.findLast((one) => one.querySelector(`a[href="${CSS.escape(mark)}"]`) || marksIn(one).includes(mark));
    return answer ? marksIn(answer) : [];
  }

  const marksIn = (answer) => [...new Set([...answer.querySelectorAll('a[href^="#bron/"]')].map((a) => a.getAttribute("href")))];

  function stepper(marks, at) {
    const position = texts.source.position.replace("{number}", at + 1).replace("{count}", marks.length);
    const box = element("div", { className: "stappen" });
    for (const [step, sign, name] of [[-1, "‹", texts.source.previous], [1, "›", texts.source.next]]) {
      const button = element("button", { type: "button", className: "knop", title: name }, sign);
      button.setAttribute("aria-label", name);
      button.disabled = !marks[at + step];
      button.addEventListener("click", () => open(marks[at + step]));
      box.append(button);
    }
    box.firstChild.after(element("span", {}, position));
    return box;
  }

  function showMarked() {
    for (const mark of document.querySelectorAll("a.merk")) {
      const shown = mark.getAttribute("href") === opened;
      mark.classList.toggle("getoond", shown);
      if (shown) mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    }
  }

  // Bring the marked words into view: down in a whole page, sideways in cropped lines.
  function settlePictures() {
    for (const image of document.querySelectorAll("#bron-inhoud img")) {
      const settle = () => {
        const sideways = image.closest(".schuif");
        if (sideways) {
          sideways.scrollLeft = Math.max(0, Number(image.dataset.left) * image.width - 24);
          sideways.nextElementSibling.hidden = sideways.scrollWidth <= sideways.clientWidth;
        }
        else if (image.offsetParent) {
          const box = image.closest(".volledig");
          box.scrollTop = Math.max(0, Number(image.dataset.top) * image.height - 0.3 * box.clientHeight);
        }
      };
      if (image.complete) settle();
      else image.addEventListener("load", settle, { once: true });
    }
  }

  // ---- What is kept of this conversation ----

  const OWN = "/gegevens/gesprek";
  const askOwn = async (address, method = "GET") => {
    const response = await window.fetch(address, { method, headers: { "x-gesprek": conversation() } });
    if (!response.ok) throw new Error(response.statusText);
    return response;
  };

  // By itself the page has no script, so there these buttons stay hidden.
  function openOwnData() {
    const box = find("#bron-inhoud .eigen-gegevens");
    if (!box) return;
    box.querySelector(".elders").hidden = true;
    box.querySelector(".in-gesprek").hidden = false;
  }

  function showOwn(...parts) {
    const place = find("#bron-inhoud .bewaard-gesprek");
    if (!place) return;
    place.replaceChildren(...parts);
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "nearest" });
    announce(...[...place.querySelectorAll("p, summary")].filter((part) => part.checkVisibility()));
  }

  const OWN_ACTIONS = {
    async toon() {
      const page = new DOMParser().parseFromString(await (await askOwn(OWN)).text(), "text/html");
      showOwn(...page.querySelectorAll("main.blad > :not(h2)"));
    },
    async download() {
      const link = element("a", { href: URL.createObjectURL(await (await askOwn(`${OWN}.json`)).blob()), download: texts.own_data.file_name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    },
    verwijder() {
      const choice = (value, words) => element("button", { type: "button", className: "knop gegevensknop", value }, words);
      const buttons = [choice("zeker", texts.own_data.sure_yes), " ", choice("niet", texts.own_data.sure_no)];
      showOwn(element("p", {}, texts.own_data.sure), element("p", { className: "knoppen" }, ...buttons));
    },
    async zeker() {
      await askOwn(OWN, "DELETE");
      sessionStorage.setItem(CONVERSATION, randomId());
      lastQuestion = "";
      find("#nieuw")?.click(); // the conversation on the page goes too
      await open("#gegevens", { focus: false }); // instead of what a new conversation shows there
      showOwn(element("p", {}, texts.own_data.deleted));
    },
    niet() {
      showOwn();
    },
  };

  async function actOnOwn(button) {
    try {
      await OWN_ACTIONS[button.value]?.();
    } catch {
      showOwn(element("p", {}, texts.own_data.failed));
    }
  }


  // ---- Links that leave a frame ----

  // A new tab, a download or another app does not have the cookie of the frame, so the address gets a signature that
  // works for two minutes. A tab is opened at the click itself: later the browser would hold it back.
  async function leaveFrame(link) {
    const address = link.getAttribute("href");
    const saves = link.hasAttribute("download");
    const tab = saves ? window : window.open("about:blank", "_blank");
    if (!tab) return;
    if (!saves) tab.opener = null;
    let signed = address;
    try {
      const response = await fetchPlainly("/aanmelden/handtekening", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ address }),
      });
      if (response.ok) signed = (await response.json()).address;
    } catch {
      // Then the plain address asks to sign in.
    }
    tab.location.replace(new URL(signed, location.href));
  }

  function onLinkInFrame(event) {
    const link = event.target instanceof Element ? event.target.closest('a[href^="/"]') : null;
    if (!inFrame || !link || !(link.target === "_blank" || link.hasAttribute("download")) || event.defaultPrevented) return;
    event.preventDefault();
    leaveFrame(link);
  }

  document.addEventListener("click", onLinkInFrame);

  // ---- Clicks in answers ----

  async function judge(actions, useful, reason) {
    const number = actions.id.replace("daden-", "");
    const address = `/gesprek/${conversation()}/antwoord/${number}/oordeel`;
    let said;
    try {
      const response = await window.fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ useful, reason }),
      });
      if (!response.ok) throw new Error(response.statusText);
      said = await response.json();
    } catch {
      tell(actions, texts.answer_card.not_stored);
      return;
    }
    for (const button of actions.querySelectorAll("button")) {
      const chosen = button.value === (useful ? "nuttig" : "niet-nuttig") || (reason && button.value === reason);
      button.classList.toggle("gekozen", Boolean(chosen));
    }
    if (useful || reason) {
      actions.classList.remove("open");
      tell(actions, said.message);
    }
  }

  async function copy(actions) {
    const number = actions.id.replace("daden-", "");
    try {
      const response = await window.fetch(`/gesprek/${conversation()}/antwoord/${number}/kopie`);
      if (!response.ok) throw new Error(response.statusText);
      const { html, plain } = await response.json();
      tell(actions, copyBoth(html, plain) ? texts.answer_card.copied : texts.answer_card.not_copied);
    } catch {
      tell(actions, texts.answer_card.not_copied);
    }
  }

  // The conversation lives on the server: after the rewriting the page shows it as it now stands.
  async function plainer(actions, button) {
    const number = actions.id.replace("daden-", "");
    button.disabled = true;
    tell(actions, texts.state.working);
    try {
      const address = `/gesprek/${conversation()}/antwoord/${number}/eenvoudiger`;
      const response = await fetchPlainly(address, { method: "POST" });
      if (!response.ok) throw new Error(response.statusText);
      location.reload();
    } catch {
      button.disabled = false;
      tell(actions, texts.state.server_failed);
    }
  }

  // Works without https and in frames, where `navigator.clipboard` does not.
  function copyBoth(html, plain) {
    const put = (event) => {
      event.preventDefault();
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", plain);
    };
    document.addEventListener("copy", put, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", put);
    return done;
  }

  function tell(actions, message) {
    actions.querySelector(".gezegd")?.remove();
    actions.append(element("p", { className: "gezegd" }, message));
    announce(message);
  }

  function act(button) {
    const actions = button.closest(".daden");
    if (button.value === "opnieuw") return tryAgain();
    if (button.value === "kopieer") return copy(actions);
    if (button.value === "eenvoudiger") return plainer(actions, button);
    if (button.value === "nuttig") return judge(actions, true, null);
    if (button.value === "niet-nuttig") {
      actions.classList.toggle("open");
      button.setAttribute("aria-expanded", String(actions.classList.contains("open")));
      actions.scrollIntoView({ block: "nearest" });
      return judge(actions, false, null);
    }
    return judge(actions, false, button.value);
  }

  document.addEventListener(
    "click",
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const link = target?.closest('a[href^="#"]');
      if (link && canOpen(link.getAttribute("href"))) {
        event.preventDefault();
        open(link.getAttribute("href"), { from: link });
      } else if (link?.matches(".overslaan")) {
        event.preventDefault();
        field()?.focus();
      } else if (target?.closest("button.daad")) act(target.closest("button.daad"));
      else if (target?.closest("button.gegevensknop")) actOnOwn(target.closest("button.gegevensknop"));
      else if (target?.closest("#nieuw")) startAfresh();
      else if (target?.closest("#verstuur")) send(event);
    },
    true,
  );

  // Before Gradio's own handler, so that its request already carries the new id.
  function startAfresh() {
    sessionStorage.setItem(CONVERSATION, randomId());
    if (held.length) return location.reload();
    lastQuestion = "";
    opened = "";
    hideTrouble();
    fill("");
    showDocuments();
    field()?.focus();
    return undefined;
  }

  // While a request is held, sending means sending that one again.
  function send(event) {
    if (held.length) {
      event.preventDefault();
      event.stopPropagation();
      tryAgain();
    } else lastQuestion = field()?.value ?? lastQuestion;
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && !event.shiftKey && event.target === field()) send(event);
      if (event.key === "Escape" && document.body.classList.contains("bron-open")) askToClose();
    },
    true,
  );

  window.addEventListener("popstate", () => {
    if (document.body.classList.contains("bron-open")) close();
  });
  phone.addEventListener("change", () => {
    shieldConversation();
    placeStepper();
  });

  // ---- What a screen reader hears, and what the eye follows ----

  // Each part is a text or an element; one in another language is read in that language.
  function announce(...parts) {
    let region = find("#aankondiging");
    if (!region) {
      region = element("div", { id: "aankondiging", className: "verborgen" });
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    const spoken = parts.map((part) => (part.lang ? element("span", { lang: part.lang }, part.textContent) : part.textContent ?? part));
    region.replaceChildren(...spoken.flatMap((part, at) => (at ? [" ", part] : [part])));
  }

  const state = { questions: 0, working: false, started: false };

  function mend() {
    document.documentElement.lang = texts.language; // Gradio sets that of the browser
    const log = find('#berichten [role="log"]');
    if (log) {
      log.removeAttribute("aria-live"); // it would read each change aloud; the finished answer is announced once
      log.setAttribute("role", "group");
      log.setAttribute("aria-label", texts.page.conversation);
    }
    for (const [kind, name] of [["user", texts.page.your_question], ["bot", texts.page.the_answer]]) {
      for (const message of document.querySelectorAll(`#berichten [data-testid="${kind}"]`)) {
        if (message.getAttribute("aria-label") !== name) {
          message.setAttribute("role", "group");
          message.setAttribute("aria-label", name);
        }
      }
    }
    for (const button of document.querySelectorAll('#berichten button.daad[value="niet-nuttig"]')) {
      if (!button.hasAttribute("aria-expanded")) button.setAttribute("aria-expanded", "false");
    }
    for (const link of document.querySelectorAll('#gesprek a[href^="#"][target]')) link.removeAttribute("target");
    showMarked();
    follow();
  }

  function follow() {
    const questions = document.querySelectorAll("#berichten .user-row").length;
    const working = Boolean(find("#berichten .bezig"));
    const asked = questions > state.questions;
    if (state.started && working && !state.working) announce(texts.state.working);
    if (state.started && !working && (state.working || asked) && questions) finished();
    if (asked) scrollToLastQuestion();
    // After a reload Gradio settles at the top once its messages are drawn; the conversation goes on where it was.
    if (asked && !state.questions) setTimeout(scrollToLastQuestion, 400);
    if (!questions && lastQuestion && state.questions && !field()?.value) fill(lastQuestion);
    if (questions && !working) lastQuestion = "";
    document.body.classList.toggle("leeg", questions === 0);
    state.questions = questions;
    state.working = working;
    state.started = true;
  }

  function finished() {
    const last = [...document.querySelectorAll("#berichten .bot-row")].at(-1);
    const answer = last?.querySelector(".antwoord") ?? last?.querySelector(".mislukt");
    if (!answer) return;
    const spoken = [...answer.querySelectorAll("p, li")].filter((part) => part.checkVisibility() && !part.closest(".bronnen"));
    announce(`${texts.page.the_answer}:`, ...spoken);
    scrollToLastQuestion();
    const mark = answer.querySelector("a.merk");
    if (phone.matches) return;
    if (mark) open(mark.getAttribute("href"), { focus: false, from: mark });
    else showDocuments();
  }

  function scrollToLastQuestion() {
    const question = [...document.querySelectorAll("#berichten .user-row")].at(-1);
    const scroller = find("#verloop");
    if (!question || !scroller) return;
    const top = question.getBoundingClientRect().top - 16;
    // In a low window, or zoomed in, the whole page scrolls.
    if (getComputedStyle(scroller).overflowY === "visible") window.scrollBy(0, top);
    else scroller.scrollTop += top - scroller.getBoundingClientRect().top;
  }

  function showDocuments() {
    if (!phone.matches) open("#documenten", { focus: false });
  }

  // ---- Start ----

  function cannotStart(message) {
    const link = element("a", { href: location.href, target: "_blank", rel: "noopener" }, texts.state.open_in_tab);
    document.body.prepend(element("div", { className: "los-bericht" }, element("p", {}, message), link));
  }

  function start() {
    document.title = texts.page.title;
    if (window.origin === "null") return cannotStart(texts.state.sandboxed);
    let planned = false;
    const watcher = new MutationObserver(() => {
      if (planned) return;
      planned = true;
      requestAnimationFrame(() => {
        planned = false;
        if (field()) mend();
      });
    });
    watcher.observe(find("gradio-app") ?? document.body, { childList: true, subtree: true });
    const ready = setInterval(() => {
      if (!field() || !find("#bron")) return;
      clearInterval(ready);
      mend();
      const mark = [...document.querySelectorAll(".antwoord")].at(-1)?.querySelector("a.merk");
      if (!mark) showDocuments();
    }, 50);
    setTimeout(() => {
      if (!field()) cannotStart(texts.state.not_started);
    }, START_LIMIT);
    return undefined;
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
