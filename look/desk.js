// SPDX-License-Identifier: Apache-2.0
// Every page works without this file. With it an open page learns of news by itself, a password can
// be shown, and errors are where the keyboard is. Nothing moves, nothing is sent but questions.
"use strict";

const EVERY_MS = 5_000;
const EVERY_MS_MAX = 60_000;
const main = document.getElementById("main");
const region = document.getElementById("news");

// --- news --------------------------------------------------------------------------------------

// What the server sent of a page, without the tokens that differ each time it is asked.
function wordsOf(part) {
  return part.innerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");
}

function watch() {
  let tag = region.dataset.tag || null;
  let wait = EVERY_MS;
  let timer = 0;
  let running = false;
  let touched = main.querySelector(".govuk-error-summary, [data-typed]") !== null;
  let shown = wordsOf(main);

  main.addEventListener("input", () => (touched = true));

  function busy() {
    const active = document.activeElement;
    const typing = active && main.contains(active) && active.matches("input, select, textarea");
    return touched || typing || !document.getSelection().isCollapsed;
  }

  function tell(words, link, href) {
    const a = document.createElement("a");
    a.href = href;
    a.textContent = link;
    region.replaceChildren(`${words} `, a);
    region.classList.remove("govuk-visually-hidden");
  }

  async function ask() {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(region.dataset.news, { headers, redirect: "manual", cache: "no-store" });
    if ([401, 403].includes(answer.status) || answer.type === "opaqueredirect") {
      tell(region.dataset.out, region.dataset.signIn, location.href);
      return false;
    }
    if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
    const found = answer.headers.get("ETag");
    if (answer.status === 200 && found !== tag) {
      if (tag !== null) await renew();
      tag = found;
    }
    return true;
  }

  async function renew() {
    // Asked by the page, not by the person: the header says so, and the idle limit runs on.
    const headers = { "Comity-Quiet": "1" };
    const answer = await fetch(location.href, { headers, redirect: "manual", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (fresh === null || wordsOf(fresh) === shown) return;
    if (busy()) return tell(region.dataset.told, region.dataset.show, location.href);
    shown = wordsOf(fresh);
    put(fresh);
    const list = document.querySelector(".navigation ul");
    const counts = page.querySelector(".navigation ul");
    if (list && counts && !list.contains(document.activeElement)) list.replaceWith(counts);
    document.title = page.title;
    region.classList.add("govuk-visually-hidden");
    region.textContent = region.dataset.fresh;
  }

  function put(fresh) {
    const { scrollX, scrollY } = window;
    const open = Array.from(main.querySelectorAll("details"), (one) => one.open);
    const place = placeOf(document.activeElement);
    main.replaceChildren(...fresh.childNodes);
    main.querySelectorAll(".govuk-password-input__toggle").forEach(dress);
    const details = main.querySelectorAll("details");
    if (details.length === open.length) details.forEach((one, at) => (one.open = open[at]));
    if (place) main.querySelectorAll(place.kind)[place.at]?.focus({ preventScroll: true });
    window.scrollTo(scrollX, scrollY);
  }

  // Where the keyboard is: the n-th of all that lead to the same place.
  function placeOf(element) {
    if (!element || element === main || !main.contains(element)) return null;
    const href = element.getAttribute("href");
    const named = href ? `a[href="${CSS.escape(href)}"]` : element.localName;
    const kind = element.id ? `#${CSS.escape(element.id)}` : named;
    return { kind, at: [...main.querySelectorAll(kind)].indexOf(element) };
  }

  // One question at a time; none while nobody sees the page, and one at once when somebody does again.
  async function turn() {
    if (running || document.hidden) return;
    clearTimeout(timer);
    running = true;
    try {
      running = await ask();
      wait = EVERY_MS;
    } catch {
      wait = Math.min(wait * 2, EVERY_MS_MAX);
    }
    if (!running) return document.removeEventListener("visibilitychange", turn);
    running = false;
    timer = setTimeout(turn, wait);
    region.dataset.turns = Number(region.dataset.turns || 0) + 1;
  }

  document.addEventListener("visibilitychange", turn);
  turn();
}

// --- forms -------------------------------------------------------------------------------------

function dress(toggle) {
  const field = document.getElementById(toggle.getAttribute("aria-controls"));
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    toggle.textContent = shown ? toggle.dataset.hide : toggle.dataset.show;
    toggle.setAttribute("aria-label", shown ? toggle.dataset.hideLabel : toggle.dataset.showLabel);
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => show(field.type === "password"));
  field.form?.addEventListener("submit", () => show(false));
}

document.querySelectorAll(".govuk-password-input__toggle").forEach(dress);

// A link that looks like a button is pressed like one.
document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.('a[role="button"]');
  if (link && event.key === " ") {
    event.preventDefault();
    link.click();
  }
});

const summary = document.querySelector(".govuk-error-summary:not([data-disable-auto-focus])");
if (summary) {
  summary.tabIndex = -1;
  summary.focus();
}

if (region && main) watch();
