"""Your ${words}, over HTTP."""

import httpx

from stylipp_schemas import ${Item}Response
from tests.helpers import assert_error, assert_owner_only, bearer_of

PATH = "/v1/${path}"


async def add(client: httpx.AsyncClient, headers: dict[str, str], name: str) -> ${Item}Response:
    body = {"name": name, "notes": "A gift."}
    response = await client.post(PATH, json=body, headers=headers)
    assert response.status_code == 201, response.text
    return ${Item}Response.model_validate_json(response.content)


async def test_a_${item}_is_added_changed_and_deleted(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    added = await add(client, headers, "First")
    path = f"{PATH}/{added.id}"
    assert (await client.get(path, headers=headers)).json() == added.model_dump(mode="json")
    changed = (await client.patch(path, json={"name": "Second"}, headers=headers)).json()
    assert (changed["name"], changed["notes"]) == ("Second", "A gift.")
    cleared = (await client.patch(path, json={"notes": None}, headers=headers)).json()
    assert (cleared["name"], cleared["notes"]) == ("Second", None)
    refused = await client.patch(path, json={"name": None}, headers=headers)
    assert_error(refused, 422, "validation_error")
    assert (await client.delete(path, headers=headers)).status_code == 200
    assert_error(await client.get(path, headers=headers), 404, "not_found")


async def test_the_list_is_newest_first_and_can_be_searched(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    for name in ("First", "100 % wool", "Last"):
        await add(client, headers, name)
    found = (await client.get(f"{PATH}?q=%25", headers=headers)).json()
    assert [item["name"] for item in found["items"]] == ["100 % wool"]
    page = (await client.get(f"{PATH}?limit=2", headers=headers)).json()
    rest = await client.get(f"{PATH}?cursor={page['next_cursor']}", headers=headers)
    assert [item["name"] for item in rest.json()["items"]] == ["First"]


async def test_a_${item}_is_its_owners_only(client: httpx.AsyncClient) -> None:
    owner = await bearer_of(client)
    item = await add(client, owner, "Mine")
    await assert_owner_only(client, owner, "/v1/${path}/{item_id}", item.id, "GET", "PATCH", "DELETE")
    await add(client, owner, "Mine, too")
    bob = await bearer_of(client, email="bob@example.com")
    assert (await client.get(PATH, headers=bob)).json()["items"] == []


async def test_${items}_are_exported(client: httpx.AsyncClient) -> None:
    headers = await bearer_of(client)
    item = await add(client, headers, "Mine")
    export = (await client.get("/v1/users/me/export", headers=headers)).json()
    assert export["${items}"] == [item.model_dump(mode="json")]
    assert export["audit_events"][0]["subject_id"] == str(item.id)
