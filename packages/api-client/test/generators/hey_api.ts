import { logIn, logOut, readMe } from "./generated";
import { client } from "./generated/client.gen";

const body = { email: process.env.EMAIL!, password: process.env.PASSWORD! };
client.setConfig({ baseUrl: process.env.STYLIPP_URL!, throwOnError: true });
const { data } = await logIn({ body, throwOnError: true });
client.setConfig({ auth: () => data.access_token });
console.log((await readMe({ throwOnError: true })).data.email);
await logOut({ throwOnError: true });
