"""Somebody who books: the pages of the journey, answered one after another."""

from tests.pages import Page


class Traveller:
    """Goes through the journey of one webinar with ``client``, as a browser without script would."""

    def __init__(self, client, webinar):
        self.client, self.base = client, f"/webinars/{webinar.slug}/book/"

    def get(self, path: str = ""):
        return self.client.get(self.base + path)

    def post(self, path: str = "", **answers):
        return self.client.post(self.base + path, answers)

    def page(self, path: str = "") -> Page:
        response = self.get(path)
        assert response.status_code == 200, response.get("Location")
        return Page(response)

    def says_who(self, email: str = "ann.lee@school.example", **answers):
        self.post(name="Ann Lee", email=email)
        typed = {"school_name": "Hill School", "school_town": "Bristol", **answers}
        return self.post("?part=typed", **typed)

    def adds(self, label: str = "10B", number: int = 1, **answers):
        typed = {"label": label, "year_10": "28", "adult": "on", **answers}
        return self.post(f"groups/?group={number}", **typed)

    def form_key(self) -> str:
        (field,) = self.page("check/").all("input[@name='form_key']")
        return field.get("value")

    def sends(self, **answers):
        return self.post("check/", **{"form_key": self.form_key(), **answers})
