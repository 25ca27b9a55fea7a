const { DOCUMENT: input, STYLIPP_URL: baseUrl } = process.env;

module.exports = {
  api: { input, output: { target: "generated/api.ts", client: "fetch", baseUrl } },
};
