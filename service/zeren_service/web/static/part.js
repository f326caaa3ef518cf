// Fetches a piece of HTML that our own templates made; errors carry the server's Chinese detail.
export async function fetchPart(address) {
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/problem+json, text/html;q=0.9" } });
  } catch {
    throw new Error("连不上服务，请检查服务是否还在运行。");
  }
  if (!response.ok) throw new Error(await detailOf(response));
  return response.text();
}

export async function detailOf(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title;
  } catch {
    return `请求未能完成（${response.status}）。`;
  }
}

export function say(place, words, kind = "") {
  const line = document.createElement("p");
  line.textContent = words;
  if (kind) line.className = kind;
  place.replaceChildren(line);
}
