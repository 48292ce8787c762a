"""Lets the tests here import what they test."""

import pathlib
import sys

TESTS = pathlib.Path(__file__).parent.parent
sys.path += [str(TESTS), str(TESTS / "cli")]
