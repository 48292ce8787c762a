"""Test results: every stage leaves JUnit XML, and the sums are read from there, whoever wrote it."""

import dataclasses
import re
import xml.etree.ElementTree as ElementTree


@dataclasses.dataclass
class Case:
    """One test that ran. `failure` is the evidence; None when it passed."""

    name: str
    seconds: float = 0.0
    failure: str | None = None
    skipped: str | None = None


def write_junit(path, suite, cases):
    root = ElementTree.Element("testsuite", name=suite, tests=str(len(cases)))
    for case in cases:
        element = ElementTree.SubElement(
            root, "testcase", classname=suite, name=case.name, time=f"{case.seconds:.3f}"
        )
        if case.failure is not None:
            ElementTree.SubElement(element, "failure", message="failed").text = _printable(case.failure)
        elif case.skipped is not None:
            ElementTree.SubElement(element, "skipped", message=case.skipped)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def read_junit(path):
    """The cases of one file, in the dialects of GoogleTest, pytest and ourselves."""
    return [_case(element) for element in ElementTree.parse(path).getroot().iter("testcase")]


def _case(element):
    case = Case(".".join(filter(None, (element.get("classname"), element.get("name")))), float(element.get("time", 0)))
    problems = element.findall("failure") + element.findall("error")
    skip = element.find("skipped")
    if problems:
        case.failure = "\n".join(problem.text or problem.get("message", "") for problem in problems)
    elif skip is not None or element.get("status") == "notrun":
        case.skipped = (skip.get("message") if skip is not None else None) or "disabled"
    return case


def _printable(text):
    """Without the control characters that XML can't hold."""
    return re.sub(r"[^\t\n -\uFFFD]", "?", text)
