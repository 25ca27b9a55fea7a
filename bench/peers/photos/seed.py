"""Makes the tables and the accounts."""

import os

from app import User, engine
from sqlmodel import Session, SQLModel

SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all(User(email=email) for email in os.environ["BENCH_EMAILS"].split())
    session.commit()
