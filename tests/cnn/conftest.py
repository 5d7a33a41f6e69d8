"""One thread: at this size two are slower, and other tests may be running beside these."""

import torch

torch.set_num_threads(1)
