const BUILT = /<(?:script|link)[^>]+(?:src|href)="\/assets\/[^>]+>(?:<\/script>)?\s*/g;
const FRESH = `<script type="module" src="/@vite/client"></script>
  <script src="/src/theme.ts"></script>
  <script type="module" src="/src/main.ts"></script>`;

/** While developing: takes the page from the running server, and lets Vite give the scripts. */
export function shell(server) {
  return {
    name: "shell",
    apply: "serve",
    configureServer(vite) {
      vite.middlewares.use(async (request, response, next) => {
        if (!request.headers.accept?.includes("text/html")) return next();
        try {
          const page = await fetch(server + request.url, {
            headers: { accept: "text/html", "accept-language": request.headers["accept-language"] ?? "ko" },
          });
          const html = (await page.text()).replaceAll(BUILT, "").replace("</head>", `${FRESH}\n</head>`);
          response.writeHead(page.status, { "content-type": "text/html; charset=utf-8" });
          response.end(html);
        } catch {
          response.writeHead(502, { "content-type": "text/plain; charset=utf-8" });
          response.end(`SidePro does not answer at ${server}: begin with \`make run\`.\n`);
        }
      });
    },
  };
}
