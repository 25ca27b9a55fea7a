import os

from stylipp_api_client import AuthenticatedClient, Client
from stylipp_api_client.api.account import read_me
from stylipp_api_client.api.auth import log_in
from stylipp_api_client.api.sessions import log_out
from stylipp_api_client.models import UserLogin

url = os.environ["STYLIPP_URL"]
login = UserLogin(email=os.environ["EMAIL"], password=os.environ["PASSWORD"])
token = log_in.sync(client=Client(base_url=url), body=login)
client = AuthenticatedClient(base_url=url, token=token.access_token)
print(read_me.sync(client=client).email)
log_out.sync(client=client)
