"""halfmoment.trace beside its peers on the same networks: fields and multiplications right, wrong, declined, and time.

    python benchmarks/trace.py [--quick] [--seconds 60]

The truth about fields is measured by perturbing inputs (all weights positive), that about multiplications counted by
convolving ones and by torch's own counter with attention unfused. Wrong is whatever is not the measured number: a safe
bound that is too large, biases counted as multiplications. A peer that is not installed is said to be so.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path = [str(Path(__file__).parents[1]), *(p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent)]
sys.path.append(str(Path(__file__).parent))

import networks  # noqa: E402
import small_networks  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn.attention import SDPBackend, sdpa_kernel  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

IMAGE = (1, 3, 224, 224)
Answer = tuple[list[int] | None, int | None]  # spans per axis, multiplications


def halfmoment(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    from cnn.trace import trace

    traced = trace(model, shape)
    return [field.span for field in traced.receptive_field], traced.macs


def torchlens(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    import torchlens as tl

    log = tl.trace(model, example(model, shape))
    spans: list[int] | None = None
    try:
        axes = log[log.output_layers[0]].receptive_field.axes[2:]
        spans = [axis.input_extent if axis.kind == "full" else axis.size for axis in axes]
        spans = None if None in spans else spans
    except Exception:  # noqa: BLE001  whatever a peer raises is its answer
        spans = None
    macs = log.total_macs_forward
    return spans, None if macs is None else int(macs)


def torchinfo(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    from torchinfo import summary

    dtype = next(iter(model.parameters()), torch.zeros(())).dtype
    found = summary(model, input_size=shape, dtypes=[dtype], verbose=0, mode="train" if model.training else "eval")
    return None, found.total_mult_adds


def fvcore(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    from fvcore.nn import FlopCountAnalysis

    return None, int(FlopCountAnalysis(model, example(model, shape)).unsupported_ops_warnings(False).total())


def flop_counter(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    with torch.no_grad(), FlopCounterMode(display=False) as flops:
        model(example(model, shape))
    return None, flops.get_total_flops() // 2


def torchscan(model: nn.Module, shape: tuple[int, ...]) -> Answer:
    from torchscan import crawl_module

    found = crawl_module(model.float(), shape[1:])
    span = found["layers"][-1]["metrics"]["receptive_field"]["value"]
    return None if span is None else [int(span)] * (len(shape) - 2), found["totals"]["macs"]["value"]


PEERS: dict[str, Callable[[nn.Module, tuple[int, ...]], Answer]] = {
    "halfmoment": halfmoment,
    "torchlens": torchlens,
    "torchinfo": torchinfo,
    "fvcore": fvcore,
    "torch.utils.flop_counter": flop_counter,
    "torchscan": torchscan,
}


def example(model: nn.Module, shape: tuple[int, ...]) -> torch.Tensor:
    dtype = next((p.dtype for p in model.parameters()), torch.float32)
    return torch.rand(shape, dtype=dtype) + 0.5


def build(name: str) -> tuple[nn.Module, tuple[int, ...]]:
    make, shape = small_networks.SMALL[name]
    torch.manual_seed(0)
    model = make().train(name.endswith("training"))
    for p in model.parameters():
        p.data = (torch.rand(p.shape) + 1) / (2 * max(1, p[0].numel() if p.dim() > 1 else 1))
    return model, shape


def widest(seen: torch.Tensor) -> set[int]:
    """The widest span over the outputs, and over those that the border does not clip: both are called the field."""
    seen = seen.flatten(1)
    first, last = seen.int().argmax(0), len(seen) - 1 - seen.flip(0).int().argmax(0)
    span, inner = (last - first + 1) * seen.any(0), seen.any(0) & (first > 0) & (last < len(seen) - 1)
    return {int(span.max()), int((span[inner] if inner.any() else span).max())}


def truth(name: str) -> tuple[list[set[int]], int]:
    """Per axis the widest measured spans, of one output unit or of all channels at a position; the multiplications."""
    model, shape = build(name)
    model = model.double()
    x = example(model, shape)
    spans = []
    with torch.no_grad():
        torch.manual_seed(1)
        before = model(x)
        for axis in range(2, len(shape)):
            rows = []
            for j in range(shape[axis]):
                y = x.clone()
                y.select(axis, j).add_(1000 * torch.rand(y.select(axis, j).shape) + 1000)
                torch.manual_seed(1)
                rows.append(model(y) != before)
            spans.append(widest(torch.stack(rows)) | widest(torch.stack(rows).any(2)))
    with torch.no_grad(), sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as flops:
        before_fastpath = torch.backends.mha.get_fastpath_enabled()
        torch.backends.mha.set_fastpath_enabled(False)
        model(x)
        torch.backends.mha.set_fastpath_enabled(before_fastpath)
    return spans, flops.get_total_flops() // 2


def field_verdict(spans: list[int] | None, true: list[set[int]]) -> int:
    """0 right, 1 wrong, 2 declined."""
    return 2 if spans is None else int(any(span not in of for span, of in zip(spans, true, strict=True)))


def count_verdict(macs: int | None, true: int) -> int:
    """0 right, 1 wrong, 2 declined."""
    return 2 if macs is None else int(macs != true)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every tenth small network")
    parser.add_argument("--seconds", type=float, default=60, help="for each peer; what it has not reached is declined")
    options = parser.parse_args()
    names = list(small_networks.SMALL)[:: 10 if options.quick else 1]
    warnings.simplefilter("ignore")
    logging.disable()
    torch.set_num_threads(1)
    true = {name: truth(name) for name in names}
    resnet = networks.known("resnet50")
    for p in resnet.parameters():
        nn.init.normal_(p, std=0.01)
    print(f"{len(names)} networks; fields and multiplications: right / wrong / declined; times in seconds, one thread")
    print(f"{'':26}{'fields':>16}{'multiplications':>18}{'all':>8}{'ResNet-50':>11}")
    for peer, ask in PEERS.items():
        counts = [[0, 0, 0], [0, 0, 0]]
        try:
            ask(*build(names[0]))
        except ImportError:
            print(f"{peer:26}{'not installed':>16}")
            continue
        except Exception as error:  # noqa: BLE001
            print(f"{peer}: {error!r}", file=sys.stderr)
        start = time.perf_counter()
        for name in names:
            try:
                late = time.perf_counter() - start > options.seconds
                answer = (None, None) if late else ask(*build(name))
            except Exception:  # noqa: BLE001  whatever a peer raises is its answer
                answer = (None, None)
            verdicts = field_verdict(answer[0], true[name][0]), count_verdict(answer[1], true[name][1])
            for tally, found in zip(counts, verdicts, strict=True):
                tally[found] += 1
        total = time.perf_counter() - start
        once = []
        try:
            for _ in range(5):
                start = time.perf_counter()
                with torch.no_grad():
                    ask(resnet, IMAGE)
                once.append(time.perf_counter() - start)
            single = f"{median(once):.3f}"
        except Exception:  # noqa: BLE001  whatever a peer raises is its answer
            single = "fails"
        cells = [" / ".join(map(str, tally)) for tally in counts]
        if counts[0][2] == len(names):
            cells[0] = "-"
        print(f"{peer:26}{cells[0]:>16}{cells[1]:>18}{total:>8.2f}{single:>11}", flush=True)


if __name__ == "__main__":
    main()
