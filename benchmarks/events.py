"""The events that are sent, as Analytics.js hands them to a destination."""

from __future__ import annotations

from typing import Any

#: Different objects of one shape, as a page makes them.
_COUNT = 64


def twenty_properties() -> list[dict[str, Any]]:
    """Track events with 20 flat properties."""
    return [
        _event(
            f"Viewed {number % 4}",
            {
                **{f"text{index}": f"value {index} of {number}" for index in range(10)},
                **{f"number{index}": number * 7 + index / 4 for index in range(6)},
                **{f"flag{index}": (number + index) % 2 == 0 for index in range(3)},
                "nothing": None,
            },
        )
        for number in range(_COUNT)
    ]


def nested_properties() -> list[dict[str, Any]]:
    """Track events with a list of three products and an address: 20 values below the top."""
    return [
        _event(
            f"Order {number % 4}",
            {
                "order_id": f"o-{number}",
                "total": number + 0.5,
                "products": [
                    {
                        "sku": f"s-{number}-{index}",
                        "name": f"Product {index}",
                        "price": index + 0.25,
                        "quantity": index + 1,
                        "tags": ["new", "sale"],
                    }
                    for index in range(3)
                ],
                "address": {"city": "Pune", "zip": f"{number}"},
            },
        )
        for number in range(_COUNT)
    ]


def six_of_ten() -> list[dict[str, Any]]:
    """Events on which six of the ten subscriptions of settings/ten.yaml fire."""
    return [
        _event(
            "Order Completed",
            {
                "order_id": f"o-{number}",
                "total": 101 + number,
                "currency": "EUR",
                "coupon": f"c-{number % 8}",
                "discount": number % 5,
                "plan": "pro",
                "shipping": 4.5,
                "tax": number / 8,
                "seats": number % 9 + 1,
                "interval": "month",
                "price": 9.25,
                "step": 4,
                "first_order": True,
            },
            path="/checkout/done",
        )
        for number in range(_COUNT)
    ]


def none_of_ten() -> list[dict[str, Any]]:
    """Events on which none of the ten subscriptions fires."""
    return [
        _event("Product Viewed", {"sku": f"s-{number}", "price": number / 4}, path="/shop")
        for number in range(_COUNT)
    ]


def _event(name: str, properties: dict[str, Any], path: str = "/") -> dict[str, Any]:
    return {
        "type": "track",
        "event": name,
        "userId": "u-1",
        "anonymousId": "a-1",
        "messageId": "m-1",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "properties": properties,
        "integrations": {},
        "context": {
            "page": {
                "path": path,
                "referrer": "https://example.com/",
                "search": "",
                "title": "Shop",
                "url": f"https://shop.example{path}",
            },
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64)",
            "locale": "en-GB",
            "campaign": {"name": "autumn", "medium": "mail", "source": "newsletter"},
            "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
        },
    }
