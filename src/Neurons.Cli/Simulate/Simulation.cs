using System.Numerics;
using Microsoft.FSharp.Core;
using Neurons.Cli.Verify;

namespace Neurons.Cli.Simulate;

/// <summary>A run of some neurons of one model, with all that was recorded: arrays [T, N].</summary>
internal sealed record Simulation(Definition Model, ParameterValue[] Parameters, Timeline Time, int Neurons)
{
    public required double[][] Inputs { get; init; }

    /// <summary>The spikes, or the output of a readout.</summary>
    public required double[] Output { get; init; }

    public required double[][] States { get; init; }

    public static Simulation Run<T>(Dynamics dynamics, ParameterValue[] parameters, Timeline time, int neurons, double[][] inputs, ulong seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var definition = dynamics.Definition;
        Record[] records = [Record.Outputs, .. definition.StateNames.Select(Record.NewStateOver)];
        var result = dynamics.Integral(
            parameters,
            dynamics.Initial<T>(parameters, [neurons], seed, 0),
            [.. inputs.Select(values => InputSequence<T>.NewEachStep(Arrays.Tensor<T>(values, time.Steps, neurons)))],
            records,
            FSharpValueOption<IntegralBuffers<T>>.ValueNone);
        return new(definition, parameters, time, neurons)
        {
            Inputs = inputs,
            Output = Arrays.Flat(result.Recorded[0]),
            States = [.. result.Recorded.Skip(1).Select(Arrays.Flat)],
        };
    }

    /// <summary>One neuron of an array [T, N].</summary>
    public double[] Neuron(double[] values, int neuron) => [.. Enumerable.Range(0, Time.Steps).Select(t => values[t * Neurons + neuron])];

    /// <summary>The times of the spikes of each neuron, in the unit shown.</summary>
    public double[][] SpikeTimes()
    {
        var times = Time.Shown;
        return [.. Enumerable.Range(0, Neurons).Select(neuron =>
            Enumerable.Range(0, Time.Steps).Where(t => Output[t * Neurons + neuron] != 0).Select(t => times[t]).ToArray())];
    }
}
