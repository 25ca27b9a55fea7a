import { AccountApi, AuthApi, Configuration, SessionsApi } from "./generated";

const basePath = process.env.STYLIPP_URL!;
const userLogin = { email: process.env.EMAIL!, password: process.env.PASSWORD! };
const token = await new AuthApi(new Configuration({ basePath })).logIn({ userLogin });
const own = new Configuration({ basePath, accessToken: token.accessToken });
console.log((await new AccountApi(own).readMe()).email);
await new SessionsApi(own).logOut();
