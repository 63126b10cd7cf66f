"""A user's own models over HTTP."""

import unittest

from harness import call, running

DRAFT = {"displayName": "Form and rest", "sports": ["sports/mlb"], "kinds": ["KIND_MONEYLINE"],
         "weights": {"recent_form": 1.5, "rest_days": -0.5}}


class UserModels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stack = cls.enterClassContext(running())

    def register(self, name):
        account = {"email": f"{name}@example.org", "password": "a long enough passphrase", "displayName": name}
        return call(self.stack, "POST", "/v1/auth/register", account).body["accessToken"]

    def ask(self, method, path, token, body=None):
        return call(self.stack, method, path, body, token=token)

    def make(self, token, name, **changed):
        return self.ask("POST", f"/v1/user-models?requestId={name}", token, {**DRAFT, "displayName": name, **changed})

    def test_a_model_is_made_changed_paused_and_deleted(self):
        ada = self.register("ada")
        made = self.make(ada, "first")
        self.assertEqual((made.status, made.body["version"], made.body["state"]), (200, 1, "STATE_ACTIVE"), made.text)
        name = made.body["name"]
        self.assertEqual(self.make(ada, "first").body["name"], name)
        changed = self.ask("PATCH", f"/v1/{name}?updateMask=weights", ada, {"weights": {"recent_form": 2}, "etag": made.body["etag"]})
        self.assertEqual((changed.status, changed.body["version"]), (200, 2), changed.text)
        stale = self.ask("PATCH", f"/v1/{name}?updateMask=weights", ada, {"weights": {"recent_form": 3}, "etag": made.body["etag"]})
        self.assertEqual(stale.body["error"]["status"], "ABORTED")
        self.assertEqual(self.ask("POST", f"/v1/{name}:pause", ada, {}).body["state"], "STATE_PAUSED")
        self.assertEqual(self.ask("POST", f"/v1/{name}:resume", ada, {}).body["state"], "STATE_ACTIVE")
        versions = self.ask("GET", f"/v1/{name}/versions", ada).body["versions"]
        self.assertEqual([version["weights"] for version in versions], [{"recent_form": 2}, DRAFT["weights"]])
        self.assertEqual(self.ask("DELETE", f"/v1/{name}", ada).status, 200)
        self.assertEqual(self.ask("GET", f"/v1/{name}", ada).status, 404)

    def test_weights_are_checked_by_name(self):
        eve = self.register("eve")
        for weights in ({}, {"recent_form": 0}, {"recent_form": 10.5}, {"": 1}):
            refused = self.make(eve, "odd", weights=weights)
            self.assertEqual(refused.status, 400, refused.text)
            self.assertIn("weights", refused.body["error"]["message"])

    def test_a_user_has_at_most_five_and_sees_only_their_own(self):
        bob, dan = self.register("bob"), self.register("dan")
        names = [self.make(bob, f"model-{number}").body["name"] for number in range(5)]
        self.assertEqual(self.make(bob, "one-more").body["error"]["status"], "RESOURCE_EXHAUSTED")
        self.assertEqual(len(self.ask("GET", "/v1/user-models", bob).body["userModels"]), 5)
        self.assertEqual(self.ask("GET", "/v1/user-models", dan).body["userModels"], [])
        for method, path in (("GET", ""), ("GET", "/versions"), ("DELETE", "")):
            self.assertEqual(self.ask(method, f"/v1/{names[0]}{path}", dan).status, 404)
        self.assertEqual(self.ask("GET", "/v1/user-models", None).status, 401)


if __name__ == "__main__":
    unittest.main()
