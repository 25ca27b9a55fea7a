"""Makes the tables and the accounts."""

import os

from app import User, engine, password_hash
from sqlmodel import Session, SQLModel

SQLModel.metadata.create_all(engine)
hashed = password_hash.hash(os.environ["BENCH_PASSWORD"])
with Session(engine) as session:
    for email in os.environ["BENCH_EMAILS"].split():
        session.add(User(email=email, hashed_password=hashed))
    session.commit()
