"""SpikingJelly's LIF by its Triton kernels, as `neurons bench --device` measures ours: G neuron-steps/s, medians of nine."""

import statistics
import time

import torch
from spikingjelly.activation_based import functional, neuron

STEPS = 96


def seconds(call):
    for _ in range(3):
        call()
    torch.cuda.synchronize()
    times = []
    for _ in range(9):
        start = time.perf_counter()
        call()
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


for neurons in (65536, 1048576):
    lif = neuron.LIFNode(step_mode="m", backend="triton").cuda()
    x = torch.rand(STEPS, neurons, device="cuda", requires_grad=True)
    upstream = torch.rand(STEPS, neurons, device="cuda")

    def forward():
        functional.reset_net(lif)
        with torch.no_grad():
            lif(x)

    def both():
        functional.reset_net(lif)
        x.grad = None
        lif(x).backward(upstream)

    for name, call in (("forward", forward), ("forward and backward", both)):
        print(f"SpikingJelly, Triton, LIF, {name}, {STEPS} x {neurons}: {STEPS * neurons / seconds(call) / 1e9:.1f} G neuron-steps/s")
