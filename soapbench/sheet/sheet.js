"use strict";
(() => {
  const sheet = JSON.parse(document.getElementById("sheet").textContent);
  const cards = [...document.querySelectorAll(".card")];
  const byId = (id) => document.getElementById(id);
  const box = (card) => card.querySelector("textarea");
  const model = byId("model");
  let kept = { model: sheet.model, answers: {} };
  let keeps = true;

  // A browser may refuse to keep anything; then the page says so and works on.
  try {
    kept = JSON.parse(localStorage.getItem(sheet.key)) ?? kept;
  } catch {
    keeps = false;
  }

  const tell = (words) => { byId("told").textContent = words; };

  const keep = () => {
    try {
      localStorage.setItem(sheet.key, JSON.stringify(kept));
    } catch {
      keeps = false;
    }
  };

  const count = () => {
    let done = 0;
    for (const card of cards) {
      const answered = box(card).value.trim() !== "";
      card.classList.toggle("answered", answered);
      done += answered ? 1 : 0;
    }
    byId("done").value = done;
    const warning = keeps ? "" : ". This browser keeps nothing: save before you close the page";
    tell(`${done} of ${cards.length} answered${warning}`);
  };

  const copy = async (card, button) => {
    const prompt = card.querySelector("pre");
    try {
      await navigator.clipboard.writeText(prompt.textContent);
    } catch {
      // An older way, for browsers that give a local page no clipboard.
      getSelection().selectAllChildren(prompt);
      if (!document.execCommand("copy")) {
        tell("Press Ctrl+C to copy the marked prompt");
        return;
      }
    }
    const name = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = name; }, 1200);
    box(card).focus({ preventScroll: true });
  };

  const save = () => {
    const answers = cards
      .filter((card) => box(card).value.trim() !== "")
      .map((card) => ({ id: card.dataset.id, ...kept.answers[card.dataset.id] }));
    const whole = JSON.stringify({ answers }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([whole], { type: "application/json" }));
    link.download = "answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  model.value = kept.model;
  model.addEventListener("input", () => { kept.model = model.value; keep(); });
  for (const card of cards) {
    box(card).value = kept.answers[card.dataset.id]?.text ?? "";
    box(card).addEventListener("input", () => {
      const at = new Date().toISOString().replace(/\.\d+/, "");
      kept.answers[card.dataset.id] = { text: box(card).value, model: model.value, at };
      keep();
      count();
    });
    const button = card.querySelector(".copy");
    button.addEventListener("click", () => copy(card, button));
  }
  byId("save").addEventListener("click", save);
  byId("next").addEventListener("click", () => {
    const card = cards.find((each) => box(each).value.trim() === "");
    if (card) {
      card.scrollIntoView();
      card.querySelector(".copy").focus({ preventScroll: true });
    }
  });
  count();
})();
