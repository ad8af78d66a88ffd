using System.Numerics;
using Microsoft.FSharp.Core;
using Neurons.Verification;

namespace Neurons.Cli.Simulate;

/// <summary>A run of some neurons of one model, with all that was recorded: arrays [T, N].</summary>
internal sealed record NeuronRun(Definition Model, ParameterValue[] Parameters, Timeline Time, int Neurons)
{
    public required double[][] Inputs { get; init; }

    /// <summary>The spikes, or the output of a readout.</summary>
    public required double[] Output { get; init; }

    public required double[][] States { get; init; }

    /// <param name="dynamics">The model.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="time">How long.</param>
    /// <param name="neurons">How many.</param>
    /// <param name="inputs">Each input, [T, N].</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="start">What each state starts from, in every neuron; null for the model's own start.</param>
    public static NeuronRun Run<T>(
        Dynamics dynamics, ParameterValue[] parameters, Timeline time, int neurons, double[][] inputs, ulong seed, double[]? start = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var definition = dynamics.Definition;
        var initial = dynamics.Initial<T>(parameters, [neurons], seed, 0);
        if (start is not null)
        {
            initial = new([.. start.Select(value => Arrays.Tensor<T>([.. Enumerable.Repeat(value, neurons)], neurons))], initial.Step,
                initial.Seed, initial.Stream);
        }

        Record[] records = [Record.Outputs, .. definition.StateNames.Select(Record.NewStateOver)];
        var result = dynamics.Integral(
            parameters,
            initial,
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
