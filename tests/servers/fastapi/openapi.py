"""Prints the OpenAPI document that FastAPI makes of a small shop: what people who write no document have."""

import json
from datetime import date, datetime
from enum import Enum

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel, Field

app = FastAPI(title="Shop", version="1.0", dependencies=[Depends(HTTPBearer())])


class State(str, Enum):
    open = "open"
    paid = "paid"
    failed = "failed"


class Customer(BaseModel):
    id: int
    name: str
    email: str | None = None


class NewOrder(BaseModel):
    customer_id: int = Field(ge=1)
    note: str | None = None
    due: date | None = None
    express: bool = False


class Order(BaseModel):
    id: int
    customer: Customer
    state: State
    total: float
    currency: str
    created_at: datetime


class Page(BaseModel):
    items: list[Order]
    total: int


@app.get("/orders", tags=["orders"])
def list_orders(state: State | None = None, limit: int = 50, offset: int = 0) -> Page: ...


@app.post("/orders", tags=["orders"])
def place_order(order: NewOrder) -> Order: ...


@app.get("/orders/{order_id}", tags=["orders"])
def get_order(order_id: int) -> Order: ...


@app.post("/orders/{order_id}/refund", tags=["orders"])
def refund_order(order_id: int) -> Order: ...


@app.delete("/orders/{order_id}", tags=["orders"])
def delete_order(order_id: int) -> None: ...


@app.get("/customers", tags=["customers"])
def list_customers() -> list[Customer]: ...


print(json.dumps(app.openapi()))
