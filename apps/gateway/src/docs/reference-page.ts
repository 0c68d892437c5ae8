/** The API's reference: Swagger UI over the OpenAPI document. */
export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference - SteadyText Edge</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
<script src="/docs/files/swagger-ui-bundle.js" defer></script>
<script src="/docs/files/reference.js" defer></script>
</head>
<body>
<main id="reference"><p>The reference needs scripts. Its source is <a href="/openapi.json">/openapi.json</a>; errors are explained in <a href="/docs/errors">/docs/errors</a>.</p></main>
</body>
</html>
`;

/** Starts it; nothing is sent to a validator elsewhere. */
export const REFERENCE_SCRIPT = `
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;
