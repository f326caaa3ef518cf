// Asks without leaving the page: the server sends the answer as a ready piece of HTML.
import { fetchPart, say } from "./part.js";

export function enhanceAsking() {
  const form = document.querySelector("form.ask");
  const place = document.getElementById("answer");
  if (!form || !place) return;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams(new FormData(form));
    query.set("part", "true");
    say(place, "正在查找……");
    try {
      place.innerHTML = await fetchPart(`/ask?${query}`);
    } catch (error) {
      say(place, error.message, "error");
    }
  });
}
