"""What `check` says of a document, for tests about its last step or about all of them."""

from verify.chain import check


def last(text):
    """The last step of a document."""
    return check(text).steps[-1]


def verdicts(text):
    """The verdicts of all steps of a document."""
    return [step.verdict for step in check(text).steps]


def shown_after(before, step):
    """The step that a document ends with, in a display of its own."""
    return check(f"{before}\n$${step}$$\n").steps[-1]


def tells_apart(stated, right, wrong):
    """The false step, where the document proves the true one and blames the false one."""
    assert last(f"{stated} $${right}$$").verdict == "proved"
    step = last(f"{stated} $${wrong}$$")
    assert step.verdict in {"refuted", "missing-hypothesis"}
    return step
