#!/usr/bin/env bash
# Kills a training at random moments, 50 times or as often as the first argument says, and goes on with it each time: the final
# weights must be those of the uninterrupted training.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
NEURONS_KILLS=${1:-50} dotnet test tests/Neurons.Cli.Tests -c Release --filter KillTests
