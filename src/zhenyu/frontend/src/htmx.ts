// htmx with our rules: errors come back as friendly fragments and are shown where the answer would have stood.
import htmx from "htmx.org";

export { htmx };

export function startHtmx(): void {
  htmx.config.historyCacheSize = 0; // pages hold personal data; keep none of it in the browser's storage
  htmx.config.selfRequestsOnly = true;
  htmx.config.includeIndicatorStyles = false; // the policy forbids styles written into the page; ours are in main.css
  htmx.config.allowEval = false; // no inline script may be needed: the content security policy forbids it
  htmx.config.responseHandling = [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "[45]..", swap: true, error: true },
  ];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    if (new URL(xhr.responseURL).pathname !== "/login/") return;
    event.preventDefault(); // the session ended: log in on a page of its own, then come back here
    location.assign(`/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
  });
  document.addEventListener("htmx:sendError", (event) => {
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    target.innerHTML =
      '<div class="notice error" role="alert"><p>连接不上服务器。请检查网络后再试。</p></div>';
  });
}
