// Asks without leaving the page, and offers whole questions while one is being typed.
// The server sends the answer as a ready piece of HTML; a question may go on from the one before.
import { fetchPart, say } from "./part.js";

const PAUSE = 150; // milliseconds without a key before suggestions are fetched

export function enhanceAsking() {
  const form = document.querySelector("form.ask");
  const place = document.getElementById("answer");
  if (!form || !place) return;
  enhanceTyping(form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    const before = place.querySelector("[data-question]");
    if (before) query.set("after", before.dataset.question);
    query.set("today", today());
    query.set("part", "true");
    say(place, "正在查找……");
    try {
      place.innerHTML = await fetchPart(`/ask?${query}`);
    } catch (error) {
      say(place, error.message, "error");
    }
  });
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function enhanceTyping(form) {
  const input = form.querySelector("input[name=question]");
  const list = form.querySelector("datalist");
  const scope = form.querySelector("input[name=document]");
  let waiting = 0;
  let asked = 0;

  async function offer() {
    const mine = ++asked;
    const query = new URLSearchParams({ q: input.value });
    if (scope) query.set("document", scope.value);
    const response = await fetch(`/api/v1/suggest?${query}`).catch(() => null);
    if (!response || !response.ok || mine !== asked) return; // no suggestion is no error
    const { items } = await response.json();
    list.replaceChildren(...items.map((item) => new Option(item.text, item.text)));
  }

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, PAUSE);
  };
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
  input.addEventListener("focus", later, { once: true });
}
