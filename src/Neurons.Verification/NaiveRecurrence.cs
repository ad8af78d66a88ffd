using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>A recurrent layer step by step: x = W_in z_in + W_rec z, and the same way back, each product a plain loop.</summary>
internal sealed class NaiveRecurrence(BoundCase bound, Precision precision)
{
    private readonly GoldenCase _golden = bound.Golden;
    private readonly Definition _definition = bound.Dynamics.Definition;
    private readonly double[] _inputWeights = Rounded(bound.Golden.Weights[Replay.InputWeights], precision);
    private readonly double[] _recurrentWeights = Rounded(bound.Golden.Weights[Replay.RecurrentWeights], precision);

    public Replay Run()
    {
        var (steps, neurons, inputs) = (_golden.Steps, _golden.Neurons, _golden.Inputs);
        var before = new StateValues<double>[steps + 1];
        var spikes = new double[steps + 1][];
        var currents = new InputSequence<double>[steps];
        before[0] = new([.. bound.StateNames.Select(name => Row(_golden.InitialState[name]))], 0, 0, 0);
        spikes[0] = _golden.InitialState[Replay.SpikeState];
        for (var t = 0; t < steps; t++)
        {
            var current = Sum(Product(_inputWeights, InputAt(t), neurons), Product(_recurrentWeights, spikes[t], neurons));
            currents[t] = InputSequence<double>.NewUnchanged(1, Row(current));
            var step = Reference.integral(precision, _definition, bound.Parameters, before[t], [currents[t]]);
            (spikes[t + 1], before[t + 1]) = (Arrays.Flat(step.Output), step.Final);
        }

        var inputGradient = new double[steps * inputs];
        var inputWeights = new double[neurons * inputs];
        var recurrentWeights = new double[neurons * neurons];
        double[][] parameters = [.. bound.Parameters.Select(value => new double[Arrays.Flat(value).Length])];
        var spikeGradient = _golden.UpstreamFinalState[Replay.SpikeState];
        Tensor<double>[] stateGradients = [.. bound.StateNames.Select(name => Row(_golden.UpstreamFinalState[name]))];
        for (var t = steps - 1; t >= 0; t--)
        {
            var upstream = Row(Sum(spikeGradient, Arrays.Row(_golden.UpstreamOutput, t, neurons)));
            var gradients = Reference.gradients(
                precision, _definition, bound.Parameters, before[t], [currents[t]], [Record.Outputs], [upstream], stateGradients);
            var current = Arrays.Flat(gradients.Inputs[0]);
            AddOuter(inputWeights, current, InputAt(t));
            AddOuter(recurrentWeights, current, spikes[t]);
            for (var p = 0; p < parameters.Length; p++)
            {
                parameters[p] = Sum(parameters[p], Arrays.Flat(gradients.Parameters[p]));
            }

            TransposedProduct(_inputWeights, current, inputs).CopyTo(inputGradient, t * inputs);
            spikeGradient = TransposedProduct(_recurrentWeights, current, neurons);
            stateGradients = gradients.State;
        }

        var states = Replay.Named(bound.StateNames, bound.StateNames.Select((_, s) =>
            before.Skip(1).SelectMany(state => Arrays.Flat(state.Values[s])).ToArray()));
        states[Replay.SpikeState] = [.. spikes.Skip(1).SelectMany(row => row)];
        var initial = Replay.Named(bound.StateNames, stateGradients.Select(Arrays.Flat));
        initial[Replay.SpikeState] = spikeGradient;
        return new()
        {
            Output = states[Replay.SpikeState],
            States = states,
            InputGradient = inputGradient,
            InitialStateGradients = initial,
            ParameterGradients = parameters,
            WeightGradients = new Dictionary<string, double[]> { [Replay.InputWeights] = inputWeights, [Replay.RecurrentWeights] = recurrentWeights },
        };
    }

    private double[] InputAt(int t) => Rounded(Arrays.Row(_golden.Input, t, _golden.Inputs), precision);

    private Tensor<double> Row(double[] values) => Arrays.Tensor<double>(Rounded(values, precision), values.Length);

    private double Round(double value) => PrecisionModule.round(precision, value);

    private static double[] Rounded(double[] values, Precision precision) =>
        Array.ConvertAll(values, value => PrecisionModule.round(precision, value));

    private double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => Round(x + y))];

    /// <summary>matrix [rows, columns] times a vector of columns.</summary>
    private double[] Product(double[] matrix, double[] vector, int rows) => [.. Enumerable.Range(0, rows).Select(row =>
        vector.Select((value, column) => matrix[row * vector.Length + column] * value).Aggregate(0.0, (sum, term) => Round(sum + Round(term))))];

    /// <summary>The transpose of a matrix [rows, columns] times a vector of rows.</summary>
    private double[] TransposedProduct(double[] matrix, double[] vector, int columns) => [.. Enumerable.Range(0, columns).Select(column =>
        vector.Select((value, row) => matrix[row * columns + column] * value).Aggregate(0.0, (sum, term) => Round(sum + Round(term))))];

    private void AddOuter(double[] sums, double[] rows, double[] columns)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = Round(sums[i] + Round(rows[i / columns.Length] * columns[i % columns.Length]));
        }
    }
}
