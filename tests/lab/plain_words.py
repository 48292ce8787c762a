"""What vent said, without what is another each time: times, sizes, addresses, numbers of processes, digests, folders."""

import re

RULES = (
    (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
    (r"\b[0-9a-f]{12,}\b", "DIGEST"),
    (r"\bcoredns-[0-9a-z]+-[0-9a-z]{5}\b", "coredns-ONE"),
    (r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?\b", "TIME"),
    (r"\b(?!127\.0\.0\.1\b)\d{1,3}(\.\d{1,3}){3}\b", "ADDRESS"),
    (r"(?<=127\.0\.0\.1:)\d+\b|(?<=port )\d+\b", "PORT"),
    (r"\b(process|kill|pid) \d+", r"\1 N"),
    (r"\b\d+(\.\d+)? ?(ms|s|min|h|d|MiB|KiB|GiB|MB|kB|bytes)\b(?: \d+ (?:s|min)\b)?", r"N \2"),
)


def plain(text, folder, either=False):
    """With `either`, names of hosts are no matter."""
    text = text.replace(str(folder), "FOLDER")
    if either:
        text = re.sub(r"\b(controller|worker)-\d\b", "HOST", text)
    for pattern, instead in RULES:
        text = re.sub(pattern, instead, text)
    return text


def error_text(error):
    """As vent shows an error, of the one in its JSON."""
    lines = [f"error: {error['message']}" + (f" [{error['id']}]" if error["id"] else "")]
    lines += [f"  while {doing}" for doing in error["context"]]
    lines += [f"  | {line}" for line in (error["details"] or "").splitlines()]
    hint = (error["hint"] or "").splitlines()
    lines += [("  next: " if number == 0 else "        ") + line for number, line in enumerate(hint)]
    return "\n".join(line.rstrip() for line in lines)
