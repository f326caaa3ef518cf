// The document page: choose a department, jump to the proof, ask, print, remove.
import { enhanceAsking } from "./ask.js";
import { detailOf, fetchPart, say } from "./part.js";

const text = document.getElementById("text");

// Marks overlap, so the server cut the text into pieces; a mark is all pieces that carry its key.
function piecesOf(key) {
  return [...text.querySelectorAll(`[data-keys~="${CSS.escape(key)}"]`)];
}

function show(key, alsoKey) {
  for (const old of text.querySelectorAll(".now, .around")) old.classList.remove("now", "around");
  if (alsoKey) for (const piece of piecesOf(alsoKey)) piece.classList.add("around");
  const pieces = piecesOf(key);
  if (!pieces.length) return false;
  for (const piece of pieces) piece.classList.add("now");
  pieces[0].scrollIntoView({ block: "center" });
  return true;
}

function enhanceJumps() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.jump");
    if (!link) return;
    const key = decodeURIComponent(link.hash.slice(1));
    if (!show(key, link.dataset.mark)) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    text.focus({ preventScroll: true });
  });
  if (location.hash) show(decodeURIComponent(location.hash.slice(1)));
}

function enhancePicker() {
  const filter = document.getElementById("filter");
  const rows = [...document.querySelectorAll(".picker li")];
  const nothing = document.getElementById("no-department");
  const place = document.getElementById("duties");
  const base = location.pathname;

  filter.addEventListener("input", () => {
    const words = filter.value.trim();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.dataset.names.includes(words);
      shown += row.hidden ? 0 : 1;
    }
    nothing.hidden = shown > 0;
  });

  document.querySelector(".picker").addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-department]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.dataset.department;
    try {
      place.innerHTML = await fetchPart(`${base}/departments/${encodeURIComponent(id)}`);
      for (const other of document.querySelectorAll(".picker [aria-current]")) {
        other.removeAttribute("aria-current");
      }
      link.setAttribute("aria-current", "true");
      history.replaceState(null, "", `?department=${encodeURIComponent(id)}`);
      const title = document.getElementById("duties-title");
      title.focus({ preventScroll: true });
      place.scrollIntoView({ block: "nearest" });
    } catch (error) {
      say(place, error.message, "error");
    }
  });
}

function enhanceButtons() {
  const print = document.getElementById("print");
  print.addEventListener("click", () => window.print());
  const remove = document.getElementById("remove");
  remove.addEventListener("click", async () => {
    if (!window.confirm("删除这份文件和由它得到的全部任务吗？")) return;
    const address = `/api/v1/documents/${encodeURIComponent(remove.dataset.document)}`;
    const response = await fetch(address, { method: "DELETE" });
    if (response.ok) location.assign("/");
    else say(document.getElementById("message"), await detailOf(response), "error");
  });
  // They do nothing without this script, and so nobody may press them before it is here.
  for (const button of [print, remove]) button.disabled = false;
}

enhanceJumps();
enhancePicker();
enhanceButtons();
enhanceAsking();
