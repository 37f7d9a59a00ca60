"""Top of the test tree: fixtures come from the package itself, by the name of the module that defines them."""

pytest_plugins = ["anomaly_detection.infrastructure.utils.helpers.pytest_fixtures"]
