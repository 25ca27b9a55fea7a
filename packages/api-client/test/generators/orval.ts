import { logIn, logOut, readMe } from "./generated/api";

const token = await logIn({ email: process.env.EMAIL!, password: process.env.PASSWORD! });
if (token.status !== 200) throw token;
const headers = { Authorization: `Bearer ${token.data.access_token}` };
const me = await readMe({ headers });
if (me.status !== 200) throw me;
console.log(me.data.email);
await logOut({ headers });
