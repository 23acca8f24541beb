import SwaggerUI from "swagger-ui-dist/swagger-ui-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import "./docs.css";

const place = document.getElementById("docs");

followTheme(window.matchMedia("(prefers-color-scheme: dark)"));

SwaggerUI({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  // The badge would send the address of the document to somebody else's server.
  validatorUrl: null,
});

/** Swagger UI is dark when the page says so; it doesn't ask the system itself. */
function followTheme(dark) {
  const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", follow);
  follow();
}
