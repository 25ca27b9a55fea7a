"""The way of FastAPI's full-stack template: sync routes and sessions, SQLModel, psycopg, pwdlib
with its defaults, PyJWT."""

import os
import uuid
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from jwt.exceptions import InvalidTokenError
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import BaseModel, EmailStr, ValidationError
from sqlmodel import Field, Session, SQLModel, create_engine, select

SECRET_KEY = os.environ["BENCH_SECRET"]
ALGORITHM = "HS256"
engine = create_engine(os.environ["DATABASE_URL"].replace("://", "+psycopg://"))
argon2_hasher = Argon2Hasher()
if os.environ["BENCH_HASH"] == "equal":
    argon2_hasher = Argon2Hasher(memory_cost=19_456, time_cost=2, parallelism=1)
password_hash = PasswordHash((argon2_hasher, BcryptHasher()))


class UserBase(SQLModel):
    email: EmailStr = Field(unique=True, index=True, max_length=255)
    is_active: bool = True
    is_superuser: bool = False
    full_name: str | None = Field(default=None, max_length=255)


class User(UserBase, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    hashed_password: str
    created_at: datetime | None = Field(default_factory=lambda: datetime.now(UTC))


class UserPublic(UserBase):
    id: uuid.UUID
    created_at: datetime | None = None


class Token(SQLModel):
    access_token: str
    token_type: str = "bearer"


class TokenPayload(BaseModel):
    sub: str | None = None


def get_db() -> Generator[Session, None, None]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_db)]
TokenDep = Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="/api/v1/login/access-token"))]


def get_current_user(session: SessionDep, token: TokenDep) -> User:
    try:
        payload = jwt.decode(token, SECRET_KEY, algorithms=[ALGORITHM])
        token_data = TokenPayload(**payload)
    except (InvalidTokenError, ValidationError):
        raise HTTPException(403, "Could not validate credentials") from None
    user = session.get(User, token_data.sub)
    if not user:
        raise HTTPException(404, "User not found")
    if not user.is_active:
        raise HTTPException(400, "Inactive user")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
router = APIRouter(prefix="/api/v1")


def authenticate(session: Session, email: str, password: str) -> User | None:
    user = session.exec(select(User).where(User.email == email)).first()
    if user is None:
        return None
    is_right, updated = password_hash.verify_and_update(password, user.hashed_password)
    if not is_right:
        return None
    if updated:
        user.hashed_password = updated
        session.add(user)
        session.commit()
        session.refresh(user)
    return user


@router.post("/login/access-token")
def log_in(
    session: SessionDep, form_data: Annotated[OAuth2PasswordRequestForm, Depends()]
) -> Token:
    user = authenticate(session, form_data.username, form_data.password)
    if not user:
        raise HTTPException(400, "Incorrect email or password")
    if not user.is_active:
        raise HTTPException(400, "Inactive user")
    expire = datetime.now(UTC) + timedelta(days=8)
    return Token(
        access_token=jwt.encode({"exp": expire, "sub": str(user.id)}, SECRET_KEY, ALGORITHM)
    )


@router.get("/users/me", response_model=UserPublic)
def read_user_me(current_user: CurrentUser) -> User:
    return current_user


app = FastAPI(title="template")
app.include_router(router)
