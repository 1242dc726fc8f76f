"use strict";

// A packet's page: one case at a time, answers kept in this browser, labels saved as a file.
(() => {
  const main = document.querySelector("main");
  const screens = [...document.querySelectorAll(".screen")];
  const cases = [...document.querySelectorAll(".case")];
  const choices = [...document.querySelectorAll(".choice")];
  const reviewer = document.getElementById("reviewer");
  const timing = document.getElementById("timing");
  const status = document.querySelector(".status");
  const place = `soapbench packet ${main.dataset.packet}`;
  const seconds = new Map();

  const tell = (text) => {
    status.textContent = text;
  };

  // What is kept in the browser has the shape of the file that is saved.

  const answerOf = (choice) => choice.querySelector("input:checked")?.value ?? null;

  const labelsOf = (section) => {
    const elements = { A: {}, B: {} };
    let preference = null;
    for (const choice of section.querySelectorAll(".choice")) {
      const answer = answerOf(choice);
      if (choice.classList.contains("preference")) preference = answer;
      else if (answer !== null) elements[choice.dataset.place][choice.dataset.element] = answer;
    }
    return {
      case: section.dataset.case,
      preference,
      elements,
      remark: section.querySelector("textarea").value,
      seconds: seconds.get(section) ?? null,
    };
  };

  const labels = () => ({
    kind: "soapbench labels",
    packet: main.dataset.packet,
    reviewer: reviewer.value.trim(),
    cases: cases.map(labelsOf),
  });

  const keep = () => {
    try {
      localStorage.setItem(place, JSON.stringify(labels()));
    } catch (error) {
      tell(`This browser keeps no answers (${error.name}): save labels before you close the page.`);
    }
  };

  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(place));
    } catch (error) {
      tell(`What this browser kept cannot be read (${error.name}); the packet starts anew.`);
      return null;
    }
  };

  const restore = (saved) => {
    reviewer.value = saved?.reviewer ?? "";
    for (const section of cases) {
      const mine = saved?.cases?.find((each) => each.case === section.dataset.case);
      if (!mine) continue;
      section.querySelector("textarea").value = mine.remark ?? "";
      if (mine.seconds !== null) seconds.set(section, mine.seconds);
      for (const choice of section.querySelectorAll(".choice")) {
        const answer = choice.classList.contains("preference")
          ? mine.preference
          : mine.elements?.[choice.dataset.place]?.[choice.dataset.element];
        for (const input of choice.querySelectorAll("input")) input.checked = input.value === answer;
      }
    }
  };

  // Progress, in the bar and per case: by sign and in words, never by colour alone.

  const STATES = { open: "○", begun: "◐", complete: "●" };

  const showProgress = () => {
    const given = choices.filter((choice) => answerOf(choice) !== null).length;
    document.querySelector("progress").value = given;
    document.querySelector(".told").textContent = `${given} of ${choices.length} answers`;
    for (const section of cases) {
      const asked = choices.filter((choice) => section.contains(choice));
      const here = asked.filter((choice) => answerOf(choice) !== null).length;
      const state = here === asked.length ? "complete" : here ? "begun" : "open";
      const link = document.querySelector(`nav a[href="#${section.id}"]`);
      link.querySelector(".sign").textContent = STATES[state];
      link.querySelector(".state").textContent = `, ${state}`;
    }
  };

  // One screen at a time, named by the address, so that the browser's own Back works.

  const current = () => screens.find((screen) => `#${screen.id}` === location.hash) ?? screens[0];

  const showScreen = () => {
    for (const screen of screens) screen.classList.toggle("away", screen !== current());
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${current().id}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  const turn = () => {
    showScreen();
    showClock();
    window.scrollTo(0, 0);
    if (!current().contains(document.activeElement)) {
      current().querySelector("h1").focus({ preventScroll: true });
    }
  };

  // The keys 1, 2 and 3 answer the question that has the focus, and go on to the next.

  const answerByKey = (event) => {
    const choice = event.target.closest(".choice");
    const input = choice?.querySelectorAll("input")["123".indexOf(event.key)];
    if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.click();
    const next = choices[choices.indexOf(choice) + 1];
    if (next && current().contains(next)) {
      (next.querySelector("input:checked") ?? next.querySelector("input")).focus();
    } else {
      current().querySelector("textarea").focus();
    }
  };

  // The timer counts only while it is on and the page is in view.

  const showClock = () => {
    const clock = current().querySelector(".clock");
    if (!clock) return;
    const spent = seconds.get(current()) ?? 0;
    const words = `${Math.floor(spent / 60)} min ${spent % 60} s`;
    clock.textContent = timing.checked ? `· ${words}` : "";
  };

  const tick = () => {
    if (!timing.checked || document.hidden || !cases.includes(current())) return;
    seconds.set(current(), (seconds.get(current()) ?? 0) + 1);
    showClock();
    keep();
  };

  const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._'-]{0,39}$/u;

  const save = () => {
    const file = labels();
    const named = NAME.test(file.reviewer);
    reviewer.setAttribute("aria-invalid", String(!named));
    if (!named) {
      tell("Write your initials first, in letters and digits, so that files can be told apart.");
      location.hash = "#start";
      showScreen();
      reviewer.focus();
      return;
    }
    const link = document.createElement("a");
    const text = JSON.stringify(file, null, 1);
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const who = file.reviewer.replace(/[^\p{L}\p{N}]+/gu, "-");
    link.download = `labels-${file.packet.slice(0, 8)}-${who}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    const open = choices.filter((choice) => answerOf(choice) === null).length;
    tell(`Saved as ${link.download}${open ? `, with ${open} answers still open` : ""}.`);
  };

  restore(kept());
  showProgress();
  showScreen();
  main.addEventListener("input", () => {
    tell("");
    reviewer.removeAttribute("aria-invalid");
    keep();
    showProgress();
  });
  main.addEventListener("keydown", answerByKey);
  timing.addEventListener("change", showClock);
  window.addEventListener("hashchange", turn);
  setInterval(tick, 1000);
  for (const button of document.querySelectorAll(".save")) {
    button.disabled = false;
    button.addEventListener("click", save);
  }
})();
