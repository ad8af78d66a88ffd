using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;

namespace Neurons.Cli.Verify;

/// <summary>The compiled kernels, forward and backward.</summary>
internal sealed class KernelEngine<T> : IEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Name => "kernel";

    public string Precision => typeof(T) == typeof(float) ? "float32" : "float64";

    public Replay Run(BoundCase bound)
    {
        var (golden, dynamics) = (bound.Golden, bound.Dynamics);
        var states = bound.StateNames;
        var start = new StateValues<T>([.. states.Select(name => Row(golden.InitialState[name]))], 0, 0, 0);
        InputSequence<T>[] inputs = [InputSequence<T>.NewEachStep(Sequence(golden.Input, golden.Steps, golden.Neurons))];
        Record[] records = [Record.Outputs, .. dynamics.Definition.StateNames.Select(Record.NewStateOver)];

        var run = Pullback.run(dynamics, bound.Parameters, start, inputs, records, FSharpValueOption<IntegralBuffers<T>>.ValueNone);
        var upstream = new Tensor<T>[records.Length];
        upstream[0] = Sequence(golden.UpstreamOutput, golden.Steps, golden.Neurons);
        var gradients = run.Gradients(
            upstream,
            [.. states.Select(name => Row(golden.UpstreamFinalState[name]))],
            new GradientRequest<T>([true], true, [.. bound.Parameters.Select(_ => true)], null));

        return new(
            Flat(run.Recorded[0]),
            [.. run.Recorded.Skip(1).Select(Flat)],
            Flat(gradients.Inputs[0]),
            [.. gradients.State.Select(Flat)],
            [.. gradients.Parameters.Select(Flat)]);
    }

    private static Tensor<T> Row(double[] values) => Tensor.Create(Array.ConvertAll(values, T.CreateChecked), [values.Length]);

    private static Tensor<T> Sequence(double[] values, int steps, int width) => Tensor.Create(Array.ConvertAll(values, T.CreateChecked), [steps, width]);

    private static double[] Flat(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return Array.ConvertAll(values, double.CreateChecked);
    }

    private static double[] Flat(ParameterValue value)
    {
        if (value is ParameterValue.Shared shared)
        {
            return [shared.Item];
        }

        var tensor = ((ParameterValue.PerNeuron)value).Item;
        var values = new double[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
