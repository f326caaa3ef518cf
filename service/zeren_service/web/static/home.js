// Uploads several files one after the other and tells how each went.
import { enhanceAsking } from "./ask.js";
import { detailOf } from "./part.js";

function enhanceUpload() {
  const form = document.getElementById("upload");
  const results = document.getElementById("upload-results");
  if (!form || !results) return;
  const input = form.querySelector("input[type=file]");

  async function send(files) {
    form.setAttribute("aria-busy", "true");
    let last = null;
    for (const file of files) {
      const line = document.createElement("li");
      line.textContent = `${file.name}：正在上传并解析……`;
      results.append(line);
      last = (await sendOne(file, line)) || last;
    }
    form.removeAttribute("aria-busy");
    if (files.length === 1 && last) location.assign(`/documents/${last.id}`);
  }

  async function sendOne(file, line) {
    const data = new FormData();
    data.append("file", file);
    try {
      const response = await fetch("/api/v1/documents", { method: "POST", body: data });
      if (!response.ok) throw new Error(await detailOf(response));
      const row = await response.json();
      const link = document.createElement("a");
      link.href = `/documents/${encodeURIComponent(row.id)}`;
      link.textContent = row.title;
      const known = response.status === 200 ? "（以前收过）" : "";
      line.replaceChildren(link, `：${row.tasks} 项任务，${row.departments} 个部门${known}`);
      return row;
    } catch (error) {
      line.className = "error";
      const words = error instanceof TypeError ? "上传中断，请重试。" : error.message;
      line.textContent = `${file.name}：${words}`;
      return null;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send([...input.files]);
  });
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    send([...event.dataTransfer.files]);
  });
}

enhanceUpload();
enhanceAsking();
