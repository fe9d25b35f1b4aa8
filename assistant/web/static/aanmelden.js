// Signing in from a frame on another site, where the cookie of the full page does not reach.
// The window signs in and hands a ticket that works once, for a minute, to the frame that opened it; only to a page of
// our own origin. The frame exchanges it for a cookie of its own. Nothing is stored here.
(() => {
  "use strict";
  const find = (id) => document.getElementById(id);

  const send = (address, values) =>
    fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(values) });

  function inFrame(button) {
    const told = find("aanmelden-fout");
    let opened = null;
    button.addEventListener("click", () => {
      told.textContent = "";
      opened = window.open("/aanmelden?venster=1", "aanmelden", "popup,width=520,height=680");
      if (!opened) told.textContent = told.dataset.blocked;
    });
    window.addEventListener("message", async (event) => {
      if (event.origin !== location.origin || event.source !== opened || typeof event.data?.ticket !== "string") return;
      const response = await send("/aanmelden/kader", { ticket: event.data.ticket }).catch(() => null);
      if (response?.ok) location.reload();
      else told.textContent = told.dataset.failed;
    });
  }

  // A provider may have cut the tie with the frame: then the window stays and says what to do.
  function inWindow(done) {
    if (!window.opener) return;
    window.opener.postMessage({ ticket: done.dataset.ticket }, location.origin);
    window.close();
  }

  // The token stands behind the #, which no browser sends to a server; it leaves the address at once.
  async function withToken(told) {
    const token = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    // Only in a frame, which foreign sites cannot make: nobody can be signed in as somebody else by a link.
    const framed = window.top !== window;
    const response = framed && token && (await send("/aanmelden/sleutel", { token }).catch(() => null));
    if (response?.ok) location.replace(`/${location.search}`);
    else told.textContent = told.dataset.failed;
  }

  if (find("aanmelden")) inFrame(find("aanmelden"));
  if (find("aangemeld")) inWindow(find("aangemeld"));
  if (find("sleutel")) withToken(find("sleutel"));
})();
