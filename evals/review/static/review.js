// What the review page does beyond plain forms: shortcuts, and the progress of a run. Without script all else works.

"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select") !== null;
  const REMEMBERED = "beoordeling-sneltoetsen";

  const form = document.getElementById("oordeel");
  const wanted = document.getElementById("sneltoetsen");
  if (form && wanted) {
    wanted.checked = localStorage.getItem(REMEMBERED) !== "uit";
    wanted.addEventListener("change", () => localStorage.setItem(REMEMBERED, wanted.checked ? "aan" : "uit"));
    document.addEventListener("keydown", (event) => {
      if (!wanted.checked || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
      const choices = form.querySelectorAll("input[name=oordeel]");
      const link = { j: "volgende", k: "vorige" }[event.key];
      if (/^[1-8]$/.test(event.key)) {
        choices[Number(event.key) - 1].checked = true;
        choices[Number(event.key) - 1].focus();
      } else if (event.key === "n") {
        document.getElementById("toelichting").focus();
      } else if (link && document.getElementById(link)) {
        document.getElementById(link).click();
      } else {
        return;
      }
      event.preventDefault();
    });
  }

  // A message that stands on the page from the start is read by no screen reader; one that comes is.
  const said = document.querySelector(".melding");
  if (said) {
    const words = said.textContent;
    said.textContent = "";
    setTimeout(() => (said.textContent = words), 100);
  }

  const progress = document.getElementById("voortgang");
  if (progress) {
    const look = async () => {
      try {
        const answer = await fetch(progress.dataset.stand, { headers: { accept: "application/json" } });
        const now = await answer.json();
        progress.value = now.done;
        document.getElementById("gezegd").textContent = now.said;
        if (now.state !== "waiting" && now.state !== "running") {
          location.replace(location.pathname);
          return;
        }
      } catch {
        // The server may be away for a moment; look again.
      }
      setTimeout(look, 1500);
    };
    setTimeout(look, 500);
  }
})();
