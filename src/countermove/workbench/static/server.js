// Asking the workbench: every answer is data or a sentence for people, never an exception page.

const lang = document.body.dataset.lang;
export const words = JSON.parse(document.body.dataset.words);

async function told(request) {
  let response;
  try {
    response = await request;
  } catch {
    return { offline: true, sentence: words.offline };
  }
  try {
    return await response.json();
  } catch {
    return { sentence: words.offline };
  }
}

export function get(path, query = {}) {
  return told(fetch(`${path}?${new URLSearchParams({ lang, ...query })}`));
}

export function post(path, data) {
  const query = new URLSearchParams({ lang });
  const headers = { "Content-Type": "application/json" };
  return told(fetch(`${path}?${query}`, { method: "POST", headers, body: JSON.stringify(data) }));
}

export function address(name) {
  const view = new URLSearchParams(location.search).get("view");
  return `/?${new URLSearchParams({ lang, name, ...(view ? { view } : {}) })}`;
}

export function fill(element, html) {
  element.innerHTML = html; // made by the workbench, every name in it escaped there
}
