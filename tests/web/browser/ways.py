"""What is done on a page before it is looked at: a form is refused, a step is taken."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from web.browser.worlds import PASSWORD

Way = Callable[[Page], None]
SEND = "main form .button--main"


def stay(page: Page) -> None:
    """Look at the page as it opens."""
    del page


def send(page: Page) -> None:
    """Send the form of the page as it is."""
    page.locator(SEND).last.click()


def clear(*names: str) -> Way:
    """Send the form with nothing in these fields."""
    return typed(**dict.fromkeys(names, ""))


def typed(**values: str) -> Way:
    """Send the form with these values, whatever the browser itself thinks of them."""

    def way(page: Page) -> None:
        for name, value in values.items():
            page.locator(f"main form [name='{name}']").first.fill(value)
        page.locator(SEND).last.evaluate("button => button.form.noValidate = true")
        send(page)

    return way


def follow(query: str) -> Way:
    """Open the same page with a question in its address."""

    def way(page: Page) -> None:
        page.goto(f"{page.url}?{query}")

    return way


def sign_in(email: str, password: str = PASSWORD) -> Way:
    """Sign in as far as a password leads."""
    return typed(login=email, password=password)


def too_old(page: Page) -> None:
    """Send a form whose token was made for somebody else."""
    page.locator("main form [name=form_token]").first.evaluate("field => field.value = 'x'")
    send(page)


def phone_send(page: Page) -> None:
    """Send a page of the phone as it is."""
    page.locator(".answer--go, .when-none").first.click()


def untouched(page: Page) -> None:
    """Send a number or a date that was not typed."""
    for field in page.locator("main form input:not([type=hidden])").all():
        field.fill("")
    phone_send(page)


def unfold(page: Page) -> None:
    """Open everything that is folded, and wait for what comes then."""
    for summary in page.locator("main details > summary").all():
        if summary.is_visible():
            summary.click()
    expect(page.locator("[hx-trigger^=toggle]")).to_have_count(0)
