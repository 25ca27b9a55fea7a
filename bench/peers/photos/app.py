"""The usual way with pictures: FastAPI's `UploadFile`, all of it in memory, Pillow in a thread, files in a
folder. It makes the same pictures as Stylipp, and finds the same palette with Stylipp's own code.

Logins have no password here: they are not what is measured.
"""

import asyncio
import io
import os
import sys
import uuid
from pathlib import Path
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, UploadFile
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from PIL import Image, ImageOps
from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, SQLModel, create_engine, select

sys.path.append(os.environ["BENCH_BACKEND"])

from src.features.ai.service.service import look_at

SECRET_KEY = os.environ["BENCH_SECRET"]
FOLDER = Path(os.environ["BENCH_FOLDER"]) / "usual"
FOLDER.mkdir(parents=True, exist_ok=True)
SIDE = 2016
"""What Stylipp makes of 4032 × 3024 pixels."""
engine = create_engine(os.environ["DATABASE_URL"].replace("://", "+psycopg://"), pool_size=40)


class User(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    email: str = Field(unique=True, index=True)


class Photo(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    user_id: uuid.UUID = Field(foreign_key="user.id", index=True)
    width: int
    height: int
    palette: list = Field(sa_column=Column(JSON))
    sharpness: float


def get_current_user(
    token: Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="/login"))],
) -> User:
    try:
        user_id = jwt.decode(token, SECRET_KEY, algorithms=["HS256"])["sub"]
    except jwt.PyJWTError:
        raise HTTPException(401) from None
    with Session(engine) as session:
        user = session.get(User, user_id)
    if user is None:
        raise HTTPException(401)
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
app = FastAPI()


@app.post("/login")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    with Session(engine) as session:
        user = session.exec(select(User).where(User.email == form.username)).one()
    return {"access_token": jwt.encode({"sub": str(user.id)}, SECRET_KEY, "HS256")}


@app.get("/users/me")
def read_user_me(user: CurrentUser) -> User:
    return user


def encoded(image: Image.Image) -> bytes:
    output = io.BytesIO()
    image.save(output, "JPEG", quality=85)
    return output.getvalue()


def store(user_id: uuid.UUID, content: bytes) -> Photo:
    image = Image.open(io.BytesIO(content))
    sent_size = image.size
    image = ImageOps.exif_transpose(image).convert("RGB")
    image.thumbnail((SIDE, SIDE))
    look = look_at(image, sent_size)
    thumbnail = image.copy()
    thumbnail.thumbnail((400, 400))
    photo = Photo(
        user_id=user_id,
        width=image.width,
        height=image.height,
        palette=[swatch._asdict() for swatch in look.palette],
        sharpness=look.sharpness,
    )
    (FOLDER / f"{photo.id}.jpg").write_bytes(encoded(image))
    (FOLDER / f"{photo.id}_thumbnail.jpg").write_bytes(encoded(thumbnail))
    with Session(engine) as session:
        session.add(photo)
        session.commit()
        session.refresh(photo)
    return photo


@app.post("/photos", status_code=201)
async def upload(user: CurrentUser, file: UploadFile) -> Photo:
    content = await file.read()
    return await asyncio.to_thread(store, user.id, content)
