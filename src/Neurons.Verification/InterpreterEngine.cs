using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>The specification: the graph interpreted neuron by neuron and step by step, in float64 or rounded to float32.</summary>
internal sealed class InterpreterEngine(Precision precision) : IEngine
{
    public string Name => "interpreter";

    public string Precision => precision.IsFloat32 ? "float32" : "float64";

    public Replay Run(BoundCase bound) => bound.Golden.IsRecurrent ? Recurrent(bound) : FeedForward(bound);

    private Replay FeedForward(BoundCase bound)
    {
        var (golden, definition) = (bound.Golden, bound.Dynamics.Definition);
        InputSequence<double>[] inputs = [.. bound.Inputs.Select(
            input => InputSequence<double>.NewEachStep(Rounded(input, golden.Steps, golden.Neurons)))];
        var start = new StateValues<double>(States(bound, golden.InitialState), 0, 0, 0);
        var run = Reference.integral(precision, definition, bound.Parameters, start, inputs);
        var over = definition.StateNames.Zip(bound.StateNames).Where(state => golden.UpstreamStates.ContainsKey(state.Second)).ToArray();
        var gradients = Reference.gradients(
            precision,
            definition,
            bound.Parameters,
            start,
            inputs,
            [Record.Outputs, .. over.Select(state => Record.NewStateOver(state.First))],
            [
                Rounded(golden.UpstreamOutput, golden.Steps, golden.Neurons),
                .. over.Select(state => Rounded(golden.UpstreamStates[state.Second], golden.Steps, golden.Neurons)),
            ],
            States(bound, golden.UpstreamFinalState));
        var (inputGradient, weightGradients) = bound.InputGradients([.. gradients.Inputs.Select(Arrays.Flat)]);
        return new()
        {
            Output = Arrays.Flat(run.Output),
            States = Replay.Named(bound.StateNames, run.States.Select(Arrays.Flat)),
            InputGradient = inputGradient,
            InitialStateGradients = Replay.Named(bound.StateNames, gradients.State.Select(Arrays.Flat)),
            ParameterGradients = [.. gradients.Parameters.Select(Arrays.Flat)],
            WeightGradients = weightGradients,
        };
    }

    private Replay Recurrent(BoundCase bound) => new NaiveRecurrence(bound, precision).Run();

    private Tensor<double>[] States(BoundCase bound, IReadOnlyDictionary<string, double[]> named) =>
        [.. bound.StateNames.Select(name => Rounded(named[name], bound.Golden.Neurons))];

    private Tensor<double> Rounded(double[] values, params ReadOnlySpan<nint> lengths) =>
        Arrays.Tensor<double>(Array.ConvertAll(values, value => PrecisionModule.round(precision, value)), lengths);
}
