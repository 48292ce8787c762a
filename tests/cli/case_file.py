"""The text format of tests/cli/*.test (see README.md here): reading it, comparing with it, writing it."""

import dataclasses
import re

# First character of a line: what the rest of the line is.
COMMAND, MORE, OUTPUT, ERRORS, STATUS, TEST, COMMENT = "$", "+", ">", "!", "=", "==", "#"
ELISION = "…"
NO_NEWLINE = "∎"


@dataclasses.dataclass
class Step:
    """One command and what it must do."""

    command: str
    output: list[str] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)
    status: int = 0


@dataclasses.dataclass
class Test:
    name: str
    line: int
    steps: list[Step] = dataclasses.field(default_factory=list)
    before: list[str] = dataclasses.field(default_factory=list)  # comments and blank lines above, kept as they are


class BadTestFile(Exception):
    pass


def parse(text, file):
    """(tests, the comments after the last one)."""
    tests, aside = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith(COMMENT):
            aside.append(line)
            continue
        if line.startswith(TEST + " "):
            tests.append(Test(line[len(TEST) + 1 :].strip(), number, before=aside))
        elif not tests:
            raise BadTestFile(f"{file}:{number}: the first line must name a test: == NAME")
        elif aside and any(note.strip() for note in aside):
            raise BadTestFile(f"{file}:{number}: a comment stands above a test, not inside one")
        else:
            _read_step_line(tests[-1], line, f"{file}:{number}")
        aside = []
    for test in tests:
        if not test.steps:
            raise BadTestFile(f"{file}:{test.line}: the test '{test.name}' runs no command")
    return tests, aside


def _read_step_line(test, line, place):
    kind, rest = line[0], line[2:] if line[1:2] == " " else line[1:]
    if kind == COMMAND:
        test.steps.append(Step(rest))
        return
    if not test.steps:
        raise BadTestFile(f"{place}: a test begins with a command: $ COMMAND")
    step = test.steps[-1]
    if kind == MORE:
        step.command += "\n" + rest
    elif kind == OUTPUT:
        step.output.append(rest)
    elif kind == ERRORS:
        step.errors.append(rest)
    elif kind == STATUS and rest.isdecimal():
        step.status = int(rest)
    else:
        raise BadTestFile(f"{place}: expected one of $ + > ! = at the beginning, not: {line}")


def write(tests, after):
    """The text that parse() reads back as the same tests."""
    lines = []
    for test in tests:
        lines += [*test.before, f"{TEST} {test.name}"]
        for step in test.steps:
            first, *more = step.command.split("\n")
            lines += [f"{COMMAND} {first}", *(f"{MORE} {line}".rstrip() for line in more)]
            lines += [f"{OUTPUT} {line}".rstrip() for line in step.output]
            lines += [f"{ERRORS} {line}".rstrip() for line in step.errors]
            lines += [f"{STATUS} {step.status}"] if step.status else []
    return "".join(line + "\n" for line in lines + after)


def shown(stream):
    """What a program wrote, as expected lines."""
    lines = stream.split("\n")
    last = lines.pop()
    return [*lines, last + NO_NEWLINE] if last else lines


def matches(expected, actual):
    """… inside a line is any text; a line that is only … is any number of lines."""
    pattern = "".join(
        "(?:.*\n)*?" if line == ELISION else ".*".join(map(re.escape, line.split(ELISION))) + "\n" for line in expected
    )
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in actual)) is not None
