using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;
using Neurons.Gpu;
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
    /// <param name="device">Where; null for the processor.</param>
    public static NeuronRun Run<T>(
        Dynamics dynamics, ParameterValue[] parameters, Timeline time, int neurons, double[][] inputs, ulong seed, double[]? start = null,
        Device? device = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var definition = dynamics.Definition;
        var initial = dynamics.Initial<T>(parameters, [neurons], seed, 0);
        if (start is not null)
        {
            initial = new([.. start.Select(value => Arrays.Tensor<T>([.. Enumerable.Repeat(value, neurons)], neurons))], initial.Step,
                initial.Seed, initial.Stream);
        }

        Tensor<T>[] given = [.. inputs.Select(values => Arrays.Tensor<T>(values, time.Steps, neurons))];
        var recorded = device is null ? OnProcessor(dynamics, parameters, initial, given) : On(device, dynamics, parameters, initial, given);
        return new(definition, parameters, time, neurons)
        {
            Inputs = inputs,
            Output = recorded[0],
            States = recorded[1..],
        };
    }

    private static double[][] OnProcessor<T>(Dynamics dynamics, ParameterValue[] parameters, StateValues<T> initial, Tensor<T>[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Record[] records = [Record.Outputs, .. dynamics.Definition.StateNames.Select(Record.NewStateOver)];
        var result = dynamics.Integral(
            parameters, initial, [.. inputs.Select(InputSequence<T>.NewEachStep)], records, FSharpValueOption<IntegralBuffers<T>>.ValueNone);
        return Array.ConvertAll(result.Recorded, tensor => Arrays.Flat(tensor));
    }

    private static double[][] On<T>(Device device, Dynamics dynamics, ParameterValue[] parameters, StateValues<T> initial, Tensor<T>[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var neuron = dynamics.On(device, parameters);
        string[] names = [DeviceNeuron.Output, .. dynamics.Definition.StateNames];
        var (recorded, _) = neuron.Record(names, neuron.State(initial), [.. inputs.Select(input => (DeviceInput<T>)device.Copy(input))]);
        return [.. names.Select(name => Arrays.Flat(recorded[name].ToTensor()))];
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
