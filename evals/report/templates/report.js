// Filters the questions, and shows a page picture when its source is opened.
const pictures = JSON.parse(document.getElementById("pictures").textContent);
const questions = [...document.querySelectorAll("details.question")];
const form = document.getElementById("filters");
const count = document.getElementById("count");

function fits(question, chosen) {
  for (const [name, value] of chosen) {
    if (!value) continue;
    if (name === "words") {
      if (!question.dataset.words.includes(value.toLowerCase())) return false;
    } else if (name === "wrong") {
      if (question.dataset.right === "yes") return false;
    } else if (question.dataset[name] !== value) return false;
  }
  return true;
}

function filter() {
  const chosen = [...new FormData(form)];
  let shown = 0;
  for (const question of questions) {
    question.hidden = !fits(question, chosen);
    if (!question.hidden) shown += 1;
  }
  count.textContent = `${shown} of ${questions.length} questions`;
}

function show(source) {
  const place = source.querySelector(".page");
  if (!place || place.childElementCount || !pictures[place.dataset.picture]) return;
  const picture = new Image();
  picture.src = pictures[place.dataset.picture];
  picture.alt = place.dataset.alt;
  place.append(picture);
  for (const [left, top, width, height] of JSON.parse(place.dataset.marks)) {
    const mark = document.createElement("span");
    Object.assign(mark.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
    place.append(mark);
  }
}

form.addEventListener("input", filter);
form.addEventListener("reset", () => setTimeout(filter));
form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("toggle", (event) => event.target.matches("details.source") && event.target.open && show(event.target), true);
filter();
