// What a Worker that reaches out does, so that a test can tell that it would see it.
export default { fetch: () => fetch("https://outside.example/") };
