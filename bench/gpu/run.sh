#!/usr/bin/env bash
# On a machine with a graphics card, a few minutes: `bench/gpu/run.sh [DEVICE] [RECORDINGS]`. Checks every model's bits on the device, replays
# the recordings of a folder there, and measures forward and backward passes beside a copy of the device's memory, and the samples a second of a
# training of 784-1000-10 neurons, T = 25, beside the processor's. DEVICE is cuda:0 unless given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
device=${1:-cuda:0}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
dotnet build src/Neurons.Cli -c Release -v q -nologo
neurons() { dotnet src/Neurons.Cli/bin/Release/net10.0/neurons.dll "$@"; }

neurons devices
NEURONS_TEST_DEVICE=$device dotnet test tests/Neurons.Gpu.Tests -c Release
if [[ -n ${2:-} ]]; then neurons verify "$2" --device "$device" | tail -n 1; fi

for count in 65536 1048576; do
    neurons bench --device "$device" --time-steps 96 --neurons $count --filter copy cuba_lif. leaky. extended_lif.
done

neurons bench --device "$device" --filter train.784-1000-10.constant train.784-1000-10.rate
neurons bench --filter train.784-1000-10.constant train.784-1000-10.rate

# SpikingJelly's Triton kernels beside it, in an environment of their own that is thrown away.
if python3 -m venv "${TMPDIR:-/tmp}/spikingjelly" 2>/dev/null; then
    # shellcheck disable=SC1091
    source "${TMPDIR:-/tmp}/spikingjelly/bin/activate"
    if pip install -q torch triton spikingjelly; then python bench/gpu/triton_lif.py; else echo "SpikingJelly cannot be installed here."; fi
    deactivate
    rm -rf "${TMPDIR:-/tmp}/spikingjelly"
else
    echo "There is no python3 with venv, so SpikingJelly is not measured."
fi
