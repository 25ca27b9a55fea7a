import os

from openapi_client import AccountApi, ApiClient, AuthApi, Configuration, SessionsApi, UserLogin

configuration = Configuration(host=os.environ["STYLIPP_URL"])
login = UserLogin(email=os.environ["EMAIL"], password=os.environ["PASSWORD"])
with ApiClient(configuration) as client:
    configuration.access_token = AuthApi(client).log_in(login).access_token
    print(AccountApi(client).read_me().email)
    SessionsApi(client).log_out()
