using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.FSharp.Core;

namespace Neurons.Verification;

/// <summary>The compiled kernels, forward and backward.</summary>
internal sealed class KernelEngine<T> : IEngine
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public string Name => "kernel";

    public string Precision => typeof(T) == typeof(float) ? "float32" : "float64";

    public Replay Run(BoundCase bound) => bound.Golden.IsRecurrent ? Recurrent(bound) : FeedForward(bound);

    private static Replay FeedForward(BoundCase bound)
    {
        var (golden, dynamics) = (bound.Golden, bound.Dynamics);
        InputSequence<T>[] inputs = [.. bound.Inputs.Select(
            input => InputSequence<T>.NewEachStep(Arrays.Tensor<T>(input, golden.Steps, golden.Neurons)))];
        Record[] records = [Record.Outputs, .. dynamics.Definition.StateNames.Select(Record.NewStateOver)];

        var run = Pullback.run(dynamics, bound.Parameters, InitialState(bound), inputs, records, FSharpValueOption<IntegralBuffers<T>>.ValueNone);
        var upstream = new Tensor<T>[records.Length];
        upstream[0] = Arrays.Tensor<T>(golden.UpstreamOutput, golden.Steps, golden.Neurons);
        for (var s = 0; s < bound.StateNames.Length; s++)
        {
            if (golden.UpstreamStates.TryGetValue(bound.StateNames[s], out var state))
            {
                upstream[s + 1] = Arrays.Tensor<T>(state, golden.Steps, golden.Neurons);
            }
        }

        var gradients = run.Gradients(
            upstream, States(bound, golden.UpstreamFinalState),
            new GradientRequest<T>([.. inputs.Select(_ => true)], true, [.. bound.Parameters.Select(_ => true)], null));

        var (inputGradient, weightGradients) = bound.InputGradients([.. gradients.Inputs.Select(Arrays.Flat)]);
        return new()
        {
            Output = Arrays.Flat(run.Recorded[0]),
            States = Replay.Named(bound.StateNames, run.Recorded.Skip(1).Select(Arrays.Flat)),
            InputGradient = inputGradient,
            InitialStateGradients = Replay.Named(bound.StateNames, gradients.State.Select(Arrays.Flat)),
            ParameterGradients = [.. gradients.Parameters.Select(Arrays.Flat)],
            WeightGradients = weightGradients,
        };
    }

    private static Replay Recurrent(BoundCase bound)
    {
        var (golden, dynamics) = (bound.Golden, bound.Dynamics);
        var weights = new RecurrentWeights<T>(
            Arrays.Tensor<T>(golden.Weights[Replay.InputWeights], golden.Neurons, golden.Inputs),
            Arrays.Tensor<T>(golden.Weights[Replay.RecurrentWeights], golden.Neurons, golden.Neurons));
        var start = new RecurrentValues<T>(Row(bound, golden.InitialState[Replay.SpikeState]), InitialState(bound));
        var (spikes, trace) = Neurons.Recurrent.trace(
            dynamics, bound.Parameters, weights, start, Arrays.Tensor<T>(golden.Input, golden.Steps, golden.Inputs));
        var final = new RecurrentValues<T>(
            Row(bound, golden.UpstreamFinalState[Replay.SpikeState]),
            new StateValues<T>(States(bound, golden.UpstreamFinalState), 0, 0, 0));
        var gradients = Neurons.Recurrent.gradients(
            dynamics, trace, Arrays.Tensor<T>(golden.UpstreamOutput, golden.Steps, golden.Neurons),
            FSharpValueOption<RecurrentValues<T>>.NewValueSome(final));

        // of each state, the rows after the first
        var states = Replay.Named(bound.StateNames, trace.States.Select(rows => Arrays.Flat(rows)[golden.Neurons..]));
        states[Replay.SpikeState] = Arrays.Flat(spikes);
        var initial = Replay.Named(bound.StateNames, gradients.State.Select(Arrays.Flat));
        initial[Replay.SpikeState] = Arrays.Flat(gradients.Spikes);
        return new()
        {
            Output = Arrays.Flat(spikes),
            States = states,
            InputGradient = Arrays.Flat(gradients.Inputs),
            InitialStateGradients = initial,
            ParameterGradients = [.. gradients.Parameters.Select(Arrays.Flat)],
            WeightGradients = new Dictionary<string, double[]>
            {
                [Replay.InputWeights] = Arrays.Flat(gradients.InputWeights),
                [Replay.RecurrentWeights] = Arrays.Flat(gradients.RecurrentWeights),
            },
        };
    }

    internal static StateValues<T> InitialState(BoundCase bound) => new(States(bound, bound.Golden.InitialState), 0, 0, 0);

    internal static Tensor<T>[] States(BoundCase bound, IReadOnlyDictionary<string, double[]> named) =>
        [.. bound.StateNames.Select(name => Row(bound, named[name]))];

    private static Tensor<T> Row(BoundCase bound, double[] values) => Arrays.Tensor<T>(values, bound.Golden.Neurons);
}
