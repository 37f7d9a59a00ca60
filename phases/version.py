"""The version of rezone, as the package is built with it."""

VERSION = "0.1.0"
